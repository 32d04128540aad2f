/** Tests of the rules of codes and devices. */
@NullMarked
package io.q2o.domain.licensing;

import org.jspecify.annotations.NullMarked;
