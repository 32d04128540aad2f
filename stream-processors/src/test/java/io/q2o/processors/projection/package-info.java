/** What the runner promises, tried on a real broker and a real PostgreSQL. */
@NullMarked
package io.q2o.processors.projection;

import org.jspecify.annotations.NullMarked;
