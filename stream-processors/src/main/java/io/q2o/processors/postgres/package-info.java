/** How the read model's database is reached. */
@NullMarked
package io.q2o.processors.postgres;

import org.jspecify.annotations.NullMarked;
