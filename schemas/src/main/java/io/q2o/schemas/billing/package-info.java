/** Commands and events of plans and subscriptions. */
@NullMarked
package io.q2o.schemas.billing;

import org.jspecify.annotations.NullMarked;
