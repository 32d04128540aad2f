/** What is told of whatever runs all the time. */
@NullMarked
package io.q2o.processors.health;

import org.jspecify.annotations.NullMarked;
