/** Tests of the rules of plans and subscriptions. */
@NullMarked
package io.q2o.domain.billing;

import org.jspecify.annotations.NullMarked;
