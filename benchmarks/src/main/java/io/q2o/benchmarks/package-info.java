/** Load programs that measure the platform beside the bare technology under it, in one run. */
@NullMarked
package io.q2o.benchmarks;

import org.jspecify.annotations.NullMarked;
