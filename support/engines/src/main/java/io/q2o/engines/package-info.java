/** A real broker and a real PostgreSQL on this machine, for {@code local} and for tests. */
@NullMarked
package io.q2o.engines;

import org.jspecify.annotations.NullMarked;
