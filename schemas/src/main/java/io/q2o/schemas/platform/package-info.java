/** All businesses put together. */
@NullMarked
package io.q2o.schemas.platform;

import org.jspecify.annotations.NullMarked;
