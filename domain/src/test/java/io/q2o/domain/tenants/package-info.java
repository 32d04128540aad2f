/** Tests of the rules of tenants. */
@NullMarked
package io.q2o.domain.tenants;

import org.jspecify.annotations.NullMarked;
