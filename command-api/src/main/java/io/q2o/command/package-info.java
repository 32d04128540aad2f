/** Commands in over HTTP, decided in the order of the log, answered as soon as they are decided. */
@NullMarked
package io.q2o.command;

import org.jspecify.annotations.NullMarked;
