/** The plans on offer. */
@NullMarked
package io.q2o.query.billing;

import org.jspecify.annotations.NullMarked;
