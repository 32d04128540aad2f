/** Rows of tenants, their subscriptions among them. */
@NullMarked
package io.q2o.processors.tenants;

import org.jspecify.annotations.NullMarked;
