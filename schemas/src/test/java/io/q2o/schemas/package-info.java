/** Checks of what is written on topics: schemas, samples and what was released of them. */
@NullMarked
package io.q2o.schemas;

import org.jspecify.annotations.NullMarked;
