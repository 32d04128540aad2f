/** The whole platform on this machine with one command. */
@NullMarked
package io.q2o.local;

import org.jspecify.annotations.NullMarked;
