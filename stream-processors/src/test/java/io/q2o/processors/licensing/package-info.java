/** What becomes of codes, devices and their sightings in the read model. */
@NullMarked
package io.q2o.processors.licensing;

import org.jspecify.annotations.NullMarked;
