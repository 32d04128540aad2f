/** Reads: what the read model says, over HTTP. */
@NullMarked
package io.q2o.query;

import org.jspecify.annotations.NullMarked;
