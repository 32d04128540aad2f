/** What readers may know of commands. */
@NullMarked
package io.q2o.processors.commands;

import org.jspecify.annotations.NullMarked;
