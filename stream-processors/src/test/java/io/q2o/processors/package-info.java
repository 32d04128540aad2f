/** A log to write to and a read model to look into, for tests. */
@NullMarked
package io.q2o.processors;

import org.jspecify.annotations.NullMarked;
