/** The read model of what became of commands. */
@NullMarked
package io.q2o.processors.commands;

import org.jspecify.annotations.NullMarked;
