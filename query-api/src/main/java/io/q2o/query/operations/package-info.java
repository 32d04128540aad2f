/** What operators look at. */
@NullMarked
package io.q2o.query.operations;

import org.jspecify.annotations.NullMarked;
