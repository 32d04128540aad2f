/** Rows of activation codes, devices and their sightings. */
@NullMarked
package io.q2o.processors.licensing;

import org.jspecify.annotations.NullMarked;
