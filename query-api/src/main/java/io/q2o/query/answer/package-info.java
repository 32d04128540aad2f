/** How parameters are read and answers are written, the same for every query. */
@NullMarked
package io.q2o.query.answer;

import org.jspecify.annotations.NullMarked;
