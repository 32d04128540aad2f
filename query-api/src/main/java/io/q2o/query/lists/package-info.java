/** Lists of what tenants have, answered in one way. */
@NullMarked
package io.q2o.query.lists;

import org.jspecify.annotations.NullMarked;
