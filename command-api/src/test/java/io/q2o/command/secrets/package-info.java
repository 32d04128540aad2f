@NullMarked
package io.q2o.command.secrets;

import org.jspecify.annotations.NullMarked;
