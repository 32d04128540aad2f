/** Events in, read models and follow-up commands out. */
@NullMarked
package io.q2o.processors;

import org.jspecify.annotations.NullMarked;
