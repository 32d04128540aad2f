/** Tests of the rules of operations. */
@NullMarked
package io.q2o.domain.operations;

import org.jspecify.annotations.NullMarked;
