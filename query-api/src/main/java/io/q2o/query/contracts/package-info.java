/** The published schemas of what is written on topics. */
@NullMarked
package io.q2o.query.contracts;

import org.jspecify.annotations.NullMarked;
