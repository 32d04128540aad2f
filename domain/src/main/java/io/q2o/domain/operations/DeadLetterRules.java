package io.q2o.domain.operations;

import static io.q2o.domain.Decision.accepted;
import static io.q2o.domain.Decision.refused;

import io.q2o.domain.Changes;
import io.q2o.domain.Decision;
import io.q2o.domain.Kind;
import io.q2o.domain.Knowledge;
import io.q2o.domain.Moment;
import io.q2o.domain.Rules;
import io.q2o.domain.UnknownTenant;
import io.q2o.schemas.Topics;
import io.q2o.schemas.operations.DeadLetterCommand;
import io.q2o.schemas.operations.DeadLetterCommand.DiscardDeadLetter;
import io.q2o.schemas.operations.DeadLetterCommand.RetryDeadLetter;
import io.q2o.schemas.operations.DeadLetterEvent;
import io.q2o.schemas.operations.DeadLetterEvent.DeadLetterDiscarded;
import io.q2o.schemas.operations.DeadLetterEvent.DeadLetterRetried;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * An order about dead letters can be given as often as anybody likes: only the projection knows
 * what is parked, and where nothing is, it does nothing.
 */
public final class DeadLetterRules implements Rules<DeadLetterCommand, DeadLetterEvent> {
    private final BiPredicate<Knowledge, String> isTenant;

    /**
     * @param isTenant whether a slug is that of a tenant
     */
    public DeadLetterRules(BiPredicate<Knowledge, String> isTenant) {
        this.isTenant = isTenant;
    }

    @Override
    public Class<DeadLetterCommand> commands() {
        return DeadLetterCommand.class;
    }

    @Override
    public Class<DeadLetterEvent> events() {
        return DeadLetterEvent.class;
    }

    @Override
    public List<Kind<?>> kinds() {
        return List.of();
    }

    @Override
    public Decision decide(Knowledge known, DeadLetterCommand command, Moment moment) {
        if (!command.slug().equals(Topics.CATALOGUE) && !isTenant.test(known, command.slug())) {
            return refused(new UnknownTenant("id", command.slug()));
        }
        return switch (command) {
            case RetryDeadLetter(String slug, String projection, long offset) ->
                    accepted(
                            DeadLetterAnswer.retry(command.letter()),
                            new DeadLetterRetried(slug, projection, offset));
            case DiscardDeadLetter(String slug, String projection, long offset) ->
                    accepted(
                            DeadLetterAnswer.discard(command.letter()),
                            new DeadLetterDiscarded(slug, projection, offset));
        };
    }

    /** Orders leave nothing to know. */
    @Override
    public void evolve(Knowledge known, DeadLetterEvent event, Moment happened, Changes changes) {}
}
