package io.q2o.domain;

import io.q2o.schemas.Command;
import io.q2o.schemas.Event;
import io.q2o.schemas.Telemetry;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Rules, found by the class of a command or event. */
public final class RuleBook {
    /**
     * Raised whenever a rule changes what it decides; commands carry the version their door may
     * stamp.
     */
    public static final int VERSION = 1;

    private final Map<Class<?>, Rules<?, ?>> byType = new HashMap<>();
    private final Map<String, Kind<?>> kinds = new LinkedHashMap<>();

    public RuleBook(List<Rules<?, ?>> all) {
        for (var rules : all) {
            for (var type : rules.commands().getPermittedSubclasses()) {
                byType.put(type, rules);
            }
            for (var type : rules.events().getPermittedSubclasses()) {
                byType.put(type, rules);
            }
            for (var root : rules.telemetry()) {
                for (var type : root.getPermittedSubclasses()) {
                    byType.put(type, rules);
                }
            }
            rules.kinds().forEach(this::register);
        }
    }

    private void register(Kind<?> kind) {
        if (kinds.putIfAbsent(kind.name(), kind) != null) {
            throw new IllegalArgumentException("two kinds are stored as " + kind.name());
        }
    }

    /** Every kind of thing in the state of a partition; no two share a name. */
    public List<Kind<?>> kinds() {
        return List.copyOf(kinds.values());
    }

    @SuppressWarnings(
            "unchecked") // the constructor files each class under the rules of its own root
    public Decision decide(Knowledge known, Command command, Moment moment) {
        return ((Rules<Command, ?>) rulesFor(command.getClass())).decide(known, command, moment);
    }

    /** Folds an event or a passing fact. */
    @SuppressWarnings("unchecked")
    public void evolve(Knowledge known, Event event, Moment happened, Changes changes) {
        var rules = rulesFor(event.getClass());
        if (event instanceof Telemetry fact) {
            rules.evolvePassing(known, fact, happened, changes);
        } else {
            ((Rules<?, Event>) rules).evolve(known, event, happened, changes);
        }
    }

    private Rules<?, ?> rulesFor(Class<?> type) {
        return Objects.requireNonNull(byType.get(type), () -> "no rules for " + type);
    }
}
