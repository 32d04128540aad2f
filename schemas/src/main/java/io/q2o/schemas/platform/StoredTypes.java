package io.q2o.schemas.platform;

import io.q2o.schemas.Command;
import io.q2o.schemas.Event;
import io.q2o.schemas.StoredAs;
import io.q2o.schemas.Telemetry;
import io.q2o.schemas.billing.PlanCommand;
import io.q2o.schemas.billing.PlanEvent;
import io.q2o.schemas.billing.SubscriptionCommand;
import io.q2o.schemas.billing.SubscriptionEvent;
import io.q2o.schemas.licensing.CodeCommand;
import io.q2o.schemas.licensing.CodeEvent;
import io.q2o.schemas.licensing.DeviceCommand;
import io.q2o.schemas.licensing.DeviceEvent;
import io.q2o.schemas.licensing.DeviceTelemetry;
import io.q2o.schemas.operations.DeadLetterCommand;
import io.q2o.schemas.operations.DeadLetterEvent;
import io.q2o.schemas.tenants.TenantCommand;
import io.q2o.schemas.tenants.TenantEvent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every stored type of command, event and telemetry, by name and by class. */
public final class StoredTypes {
    /** The sealed roots of what may stand on {@code q2o.commands}. */
    public static final List<Class<? extends Command>> COMMAND_ROOTS =
            List.of(
                    PlanCommand.class,
                    SubscriptionCommand.class,
                    TenantCommand.class,
                    CodeCommand.class,
                    DeviceCommand.class,
                    DeadLetterCommand.class);

    /** The sealed roots of what may stand on {@code q2o.events}. */
    public static final List<Class<? extends Event>> EVENT_ROOTS =
            List.of(
                    PlanEvent.class,
                    SubscriptionEvent.class,
                    TenantEvent.class,
                    CodeEvent.class,
                    DeviceEvent.class,
                    DeadLetterEvent.class);

    /** The sealed roots of what may stand on {@code q2o.telemetry}. */
    public static final List<Class<? extends Telemetry>> TELEMETRY_ROOTS =
            List.of(DeviceTelemetry.class);

    private static final Map<String, Class<?>> BY_NAME = new LinkedHashMap<>();

    private static final ClassValue<String> NAMES =
            new ClassValue<>() {
                @Override
                protected String computeValue(Class<?> type) {
                    var stored = type.getAnnotation(StoredAs.class);
                    if (stored == null) {
                        throw new IllegalArgumentException(
                                type + " has no @StoredAs: it has no place in the log");
                    }
                    return stored.value();
                }
            };

    static {
        COMMAND_ROOTS.forEach(StoredTypes::register);
        EVENT_ROOTS.forEach(StoredTypes::register);
        TELEMETRY_ROOTS.forEach(StoredTypes::register);
    }

    private StoredTypes() {}

    private static void register(Class<?> root) {
        for (var type : root.getPermittedSubclasses()) {
            var before = BY_NAME.put(nameOf(type), type);
            if (before != null) {
                throw new IllegalStateException(
                        nameOf(type) + " names both " + before + " and " + type);
            }
        }
    }

    /** The {@code ce_type} of a stored class. */
    public static String nameOf(Class<?> type) {
        return NAMES.get(type);
    }

    /** The class stored under a {@code ce_type}, or null if this build knows none. */
    public static @Nullable Class<?> named(String name) {
        return BY_NAME.get(name);
    }

    /** All stored classes, commands first. */
    public static Collection<Class<?>> all() {
        return List.copyOf(BY_NAME.values());
    }
}
