/** A real broker and a real PostgreSQL inside this machine, for local use and for tests. */
@NullMarked
package io.q2o.engines;

import org.jspecify.annotations.NullMarked;
