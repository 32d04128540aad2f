/** How a request becomes a command, and an outcome an answer. */
@NullMarked
package io.q2o.command.door;

import org.jspecify.annotations.NullMarked;
