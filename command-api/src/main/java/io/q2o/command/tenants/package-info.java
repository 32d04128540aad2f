/** Doors of tenants. */
@NullMarked
package io.q2o.command.tenants;

import org.jspecify.annotations.NullMarked;
