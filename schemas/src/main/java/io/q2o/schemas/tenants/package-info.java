/** Commands and events of tenants. */
@NullMarked
package io.q2o.schemas.tenants;

import org.jspecify.annotations.NullMarked;
