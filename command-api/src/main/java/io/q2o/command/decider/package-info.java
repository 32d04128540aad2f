/** The topology that turns commands into events, state and answers. */
@NullMarked
package io.q2o.command.decider;

import org.jspecify.annotations.NullMarked;
