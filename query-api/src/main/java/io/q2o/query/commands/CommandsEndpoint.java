package io.q2o.query.commands;

import io.q2o.query.answer.Answers;
import io.q2o.query.consistency.LogShape;
import io.q2o.schemas.Position;
import io.q2o.web.Caller;
import io.q2o.web.Problem;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
class CommandsEndpoint {
    private static final Pattern ID = Pattern.compile("(0|[1-9][0-9]{0,2})-(0|[1-9][0-9]{0,11})");

    private final CommandsQuery query;
    private final Answers answers;
    private final LogShape log;

    CommandsEndpoint(CommandsQuery query, Answers answers, LogShape log) {
        this.query = query;
        this.answers = answers;
        this.log = log;
    }

    @GetMapping("/commands/{id}")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = CommandView.class)))
    Mono<ResponseEntity<byte[]>> command(
            @PathVariable String id, @Parameter(hidden = true) Authentication authentication) {
        return Mono.justOrEmpty(position(id, log.partitions()))
                .flatMap(position -> query.byPosition(position, Caller.of(authentication)))
                .map(answers::of)
                .switchIfEmpty(
                        Mono.error(() ->
                                Problem.of(
                                        HttpStatus.NOT_FOUND,
                                        "command-not-found",
                                        "Command not found.")));
    }

    /** Empty for what can be no command. */
    static Optional<Position> position(String id, int partitions) {
        var matcher = ID.matcher(id);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var partition = Integer.parseInt(matcher.group(1));
        var offset = Long.parseLong(matcher.group(2));
        try {
            return partition < partitions
                    ? Optional.of(new Position(partition, offset))
                    : Optional.empty();
        } catch (IllegalArgumentException impossible) {
            return Optional.empty();
        }
    }
}
