/** Doors of activation codes and devices. */
@NullMarked
package io.q2o.command.licensing;

import org.jspecify.annotations.NullMarked;
