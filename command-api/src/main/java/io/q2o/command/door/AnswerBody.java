package io.q2o.command.door;

import io.q2o.command.secrets.AccessTokens;
import io.q2o.command.secrets.DerivedSecrets;
import io.q2o.log.LogJson;
import io.q2o.log.OutcomeRecord;
import io.q2o.schemas.Sealed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Completes what an outcome leaves open: opens sealed texts (null when their key is forgotten) and
 * derives the secrets whose slots it carries.
 */
final class AnswerBody {
    private static final byte[] SEALED = "\"sealed\":".getBytes(StandardCharsets.UTF_8);
    private static final String ACCESS_TOKEN = "access-token";
    private static final byte[] SLOT = "\"slot\":".getBytes(StandardCharsets.UTF_8);

    private final Function<Sealed, Mono<String>> open;
    private final DerivedSecrets secrets;
    private final AccessTokens tokens;

    /**
     * @param open the clear text of a sealed one, empty when its key is forgotten
     */
    AnswerBody(Function<Sealed, Mono<String>> open, DerivedSecrets secrets, AccessTokens tokens) {
        this.open = open;
        this.secrets = secrets;
        this.tokens = tokens;
    }

    private record Gap(JsonNode at, Consumer<JsonNode> fill) {}

    Mono<byte[]> of(OutcomeRecord outcome) {
        if (!contains(outcome.body(), SEALED) && !contains(outcome.body(), SLOT)) {
            return Mono.just(outcome.body());
        }
        // signing takes as long as hundreds of other answers do
        return Mono.defer(() -> filled(outcome)).subscribeOn(Schedulers.parallel());
    }

    private Mono<byte[]> filled(OutcomeRecord outcome) {
        var body = LogJson.MAPPER.readTree(outcome.body());
        var gaps = new ArrayList<Gap>();
        find(body, gaps);
        return Flux.fromIterable(List.copyOf(gaps))
                .concatMap(gap -> value(gap.at()).doOnNext(gap.fill()))
                .then(Mono.fromSupplier(() -> LogJson.MAPPER.writeValueAsBytes(body)));
    }

    private static void find(JsonNode node, List<Gap> gaps) {
        switch (node) {
            case ObjectNode object ->
                    object.properties()
                            .forEach(property ->
                                    look(
                                            property.getValue(),
                                            value -> object.set(property.getKey(), value),
                                            gaps));
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    var index = i;
                    look(array.get(i), value -> array.set(index, value), gaps);
                }
            }
            default -> {}
        }
    }

    private static void look(JsonNode node, Consumer<JsonNode> fill, List<Gap> gaps) {
        if (node.has("slot") || node.has("sealed")) {
            gaps.add(new Gap(node, fill));
        } else {
            find(node, gaps);
        }
    }

    private Mono<JsonNode> value(JsonNode gap) {
        if (gap.has("slot")) {
            return Mono.fromSupplier(() -> StringNode.valueOf(secret(gap.get("slot"))));
        }
        return open.apply(LogJson.MAPPER.treeToValue(gap, Sealed.class))
                .<JsonNode>map(StringNode::valueOf)
                .defaultIfEmpty(NullNode.getInstance());
    }

    private String secret(JsonNode slot) {
        var key = slot.required("key").asString();
        var kind = slot.required("kind").asString();
        return kind.equals(ACCESS_TOKEN)
                ? tokens.sign(key, slot.required("claims"))
                : secrets.text(
                        key, kind, slot.required("id").asLong(), slot.required("counter").asInt());
    }

    private static boolean contains(byte[] body, byte[] wanted) {
        search:
        for (int i = 0; i <= body.length - wanted.length; i++) {
            for (int j = 0; j < wanted.length; j++) {
                if (body[i + j] != wanted[j]) {
                    continue search;
                }
            }
            return true;
        }
        return false;
    }
}
