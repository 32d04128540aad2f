/** Real processes, killed and frozen by the operating system. */
@NullMarked
package io.q2o.local;

import org.jspecify.annotations.NullMarked;
