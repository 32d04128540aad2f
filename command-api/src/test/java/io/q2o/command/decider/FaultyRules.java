package io.q2o.command.decider;

import io.q2o.domain.Changes;
import io.q2o.domain.Decision;
import io.q2o.domain.Kind;
import io.q2o.domain.Knowledge;
import io.q2o.domain.Moment;
import io.q2o.domain.Rules;
import io.q2o.schemas.Command;
import io.q2o.schemas.Event;
import java.util.List;
import java.util.function.Predicate;

/** Rules with a fault in them: they throw when a command is decided or an event folded. */
record FaultyRules<C extends Command, E extends Event>(
        Rules<C, E> rules, Predicate<Command> failsToDecide, Predicate<Event> failsToEvolve)
        implements Rules<C, E> {
    @Override
    public Class<C> commands() {
        return rules.commands();
    }

    @Override
    public Class<E> events() {
        return rules.events();
    }

    @Override
    public List<Kind<?>> kinds() {
        return rules.kinds();
    }

    @Override
    public Decision decide(Knowledge known, C command, Moment moment) {
        if (failsToDecide.test(command)) {
            throw new ArithmeticException("a secret of the command");
        }
        return rules.decide(known, command, moment);
    }

    @Override
    public void evolve(Knowledge known, E event, Moment happened, Changes changes) {
        if (failsToEvolve.test(event)) {
            throw new ArithmeticException("a secret of the event");
        }
        rules.evolve(known, event, happened, changes);
    }
}
