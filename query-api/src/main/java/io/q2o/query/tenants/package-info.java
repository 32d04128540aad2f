/** Tenants as admins list them, and their branding. */
@NullMarked
package io.q2o.query.tenants;

import org.jspecify.annotations.NullMarked;
