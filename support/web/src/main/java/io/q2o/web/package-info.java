/** What both APIs share at their HTTP side: problems, token checks, consistency tokens, OpenAPI. */
@NullMarked
package io.q2o.web;

import org.jspecify.annotations.NullMarked;
