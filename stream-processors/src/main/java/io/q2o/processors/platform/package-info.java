/** The projection that fills the tables of plans and tenants. */
@NullMarked
package io.q2o.processors.platform;

import org.jspecify.annotations.NullMarked;
