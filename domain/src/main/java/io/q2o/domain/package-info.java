/** What all rules share: what is known, the moment, and what a decision is. */
@NullMarked
package io.q2o.domain;

import org.jspecify.annotations.NullMarked;
