/** Applies records to tables, rows and position in one transaction. */
@NullMarked
package io.q2o.processors.projection;

import org.jspecify.annotations.NullMarked;
