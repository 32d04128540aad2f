/** What operators order while the platform runs. */
@NullMarked
package io.q2o.schemas.operations;

import org.jspecify.annotations.NullMarked;
