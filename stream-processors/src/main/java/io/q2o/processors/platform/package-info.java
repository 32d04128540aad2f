/** The projection that fills the tables of plans, tenants, codes and devices. */
@NullMarked
package io.q2o.processors.platform;

import org.jspecify.annotations.NullMarked;
