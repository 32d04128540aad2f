/** The Kafka binding: what stands on topics, how it is appended, read, sealed and forgotten. */
@NullMarked
package io.q2o.log;

import org.jspecify.annotations.NullMarked;
