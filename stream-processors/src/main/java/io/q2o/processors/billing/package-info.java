/** Rows of plans. */
@NullMarked
package io.q2o.processors.billing;

import org.jspecify.annotations.NullMarked;
