/** What the front promises, shown before small servers that stand for the services. */
@NullMarked
package io.q2o.front;

import org.jspecify.annotations.NullMarked;
