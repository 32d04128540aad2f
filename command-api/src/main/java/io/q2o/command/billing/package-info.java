/** Doors of plans and subscriptions. */
@NullMarked
package io.q2o.command.billing;

import org.jspecify.annotations.NullMarked;
