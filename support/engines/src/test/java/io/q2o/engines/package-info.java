/** What the engines promise, shown on real processes. */
@NullMarked
package io.q2o.engines;

import org.jspecify.annotations.NullMarked;
