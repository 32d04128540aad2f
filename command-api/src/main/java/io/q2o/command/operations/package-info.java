/** Doors of what operators may order. */
@NullMarked
package io.q2o.command.operations;

import org.jspecify.annotations.NullMarked;
