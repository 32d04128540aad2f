/** The read model in PostgreSQL as the two reading roles see it. */
@NullMarked
package io.q2o.query.postgres;

import org.jspecify.annotations.NullMarked;
