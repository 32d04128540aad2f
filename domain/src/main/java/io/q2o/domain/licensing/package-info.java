/** Activation codes, and the devices that use them. */
@NullMarked
package io.q2o.domain.licensing;

import org.jspecify.annotations.NullMarked;
