/** What became of commands. */
@NullMarked
package io.q2o.query.commands;

import org.jspecify.annotations.NullMarked;
