/** How rules are tested: given events, when a command, then events or a refusal. */
@NullMarked
package io.q2o.domain;

import org.jspecify.annotations.NullMarked;
