/** Secrets that are derived and never stored. */
@NullMarked
package io.q2o.command.secrets;

import org.jspecify.annotations.NullMarked;
