package io.q2o.command.licensing;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.q2o.command.door.Door;
import io.q2o.command.door.Fields;
import io.q2o.command.door.PathNames;
import io.q2o.log.DataKeys;
import io.q2o.schemas.licensing.CodeCommand.IssueCodes;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

@RestController
class IssueCodesEndpoint {
    private static final int DAYS_UNLESS_GIVEN = 365;
    private static final int MOST_DAYS = 36_500;

    private final Door door;
    private final DataKeys keys;

    IssueCodesEndpoint(Door door, DataKeys keys) {
        this.door = door;
        this.keys = keys;
    }

    /**
     * @param ttlDays days until the codes expire: 365 when left out, never when null or 0
     */
    @Schema(name = "IssueCodes")
    record Body(
            @JsonProperty("tenant_slug") @JsonAlias("tenantSlug") @Nullable String tenantSlug,
            @Nullable Integer count,
            @JsonProperty("ttl_days") @JsonAlias("ttlDays") @Schema(implementation = Integer.class)
                    @Nullable JsonNode ttlDays,
            @JsonProperty("max_uses") @JsonAlias("maxUses") @Nullable Integer maxUses,
            @Nullable String label) {}

    private record Checked(
            String slug, int count, @Nullable Integer days, int maxUses, @Nullable String label) {
        static Checked of(Body body) {
            var fields = new Fields();
            var slug = fields.required("tenant_slug", body.tenantSlug(), 100);
            var count = fields.within("count", body.count(), 1, 100);
            var uses = fields.within("max_uses", body.maxUses(), 1, 1_000_000);
            var checked =
                    new Checked(
                            slug,
                            count == null ? 1 : count,
                            days(fields, body.ttlDays()),
                            uses == null ? 1 : uses,
                            fields.optional("label", body.label(), 255));
            fields.check();
            PathNames.slug(slug);
            return checked;
        }

        private static @Nullable Integer days(Fields fields, @Nullable JsonNode given) {
            if (given == null) {
                return DAYS_UNLESS_GIVEN;
            }
            if (given.isNull()) {
                return null;
            }
            if (!given.isInt() || given.intValue() < 0 || given.intValue() > MOST_DAYS) {
                fields.fault("ttl_days", "must be 1 to " + MOST_DAYS + ", 0 or null for never");
                return null;
            }
            return given.intValue() == 0 ? null : given.intValue();
        }
    }

    @PostMapping("/admin/api/codes/generate")
    Mono<ResponseEntity<byte[]>> issue(@RequestBody Body body, ServerWebExchange exchange) {
        return door.ask(
                exchange,
                body,
                Mono.fromSupplier(() -> Checked.of(body))
                        .flatMap(checked ->
                                keys.sealOptional(checked.slug(), checked.label())
                                        .map(label ->
                                                new IssueCodes(
                                                        checked.slug(),
                                                        checked.count(),
                                                        checked.days(),
                                                        checked.maxUses(),
                                                        label.orElse(null)))));
    }
}
