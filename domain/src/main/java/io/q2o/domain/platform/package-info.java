/** All businesses put together. */
@NullMarked
package io.q2o.domain.platform;

import org.jspecify.annotations.NullMarked;
