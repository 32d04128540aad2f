/** Activation codes and devices as admins list them, and what a device may know of itself. */
@NullMarked
package io.q2o.query.licensing;

import org.jspecify.annotations.NullMarked;
