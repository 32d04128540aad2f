/** Commands, events and telemetry of activation codes and devices. */
@NullMarked
package io.q2o.schemas.licensing;

import org.jspecify.annotations.NullMarked;
