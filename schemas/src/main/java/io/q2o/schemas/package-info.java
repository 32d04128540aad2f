/**
 * What is written on topics: the roots of commands, events and telemetry, their stored names,
 * sealed values.
 */
@NullMarked
package io.q2o.schemas;

import org.jspecify.annotations.NullMarked;
