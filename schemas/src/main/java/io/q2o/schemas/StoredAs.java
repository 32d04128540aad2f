package io.q2o.schemas;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name under which a command, event or telemetry stands on a topic (its {@code ce_type}).
 * Written by hand, never derived from a class name, so that a class may be renamed while what is
 * stored stays readable.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface StoredAs {
    /** For example {@code q2o.tenants.tenant-registered.v1}. */
    String value();
}
