/** What operators may order while the platform runs. */
@NullMarked
package io.q2o.domain.operations;

import org.jspecify.annotations.NullMarked;
