@NullMarked
package io.q2o.processors.automation;

import org.jspecify.annotations.NullMarked;
