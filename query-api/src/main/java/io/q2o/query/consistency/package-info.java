/** Waiting until a reader has got as far as its caller has. */
@NullMarked
package io.q2o.query.consistency;

import org.jspecify.annotations.NullMarked;
