/** The one origin that portals, devices and machines see. */
@NullMarked
package io.q2o.front;

import org.jspecify.annotations.NullMarked;
