package io.q2o.command.tenants;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.q2o.command.billing.PlanTable;
import io.q2o.command.door.Door;
import io.q2o.command.door.Fields;
import io.q2o.command.door.PathNames;
import io.q2o.log.DataKeys;
import io.q2o.schemas.Change;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.billing.WantedPlan;
import io.q2o.schemas.tenants.TenantCommand.ChangeTenant;
import io.q2o.web.ConsistencyToken;
import io.q2o.web.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class ChangeTenantEndpoint {
    private static final Pattern ETAG = Pattern.compile("(?:W/)?\"(\\d{1,18})(?:-[^\"]*)?\"");

    private final Door door;
    private final PlanTable plans;
    private final DataKeys keys;

    ChangeTenantEndpoint(Door door, PlanTable plans, DataKeys keys) {
        this.door = door;
        this.plans = plans;
        this.keys = keys;
    }

    /**
     * A field left out or null stays as it is; the empty text clears it.
     *
     * @param usageQuota sent by portals, without effect
     */
    @Schema(name = "ChangeTenant")
    record Body(
            @Nullable String name,
            @JsonAlias("logo_url") @Nullable String logoUrl,
            @JsonAlias("primary_color") @Nullable String primaryColor,
            @Nullable String domain,
            @Nullable String email,
            @JsonAlias("phone_number") @Nullable String phoneNumber,
            @JsonAlias("usage_quota") @Nullable Integer usageQuota,
            @JsonAlias("subscription_plan") @Nullable String subscriptionPlan,
            @JsonAlias("plan_id") @Nullable Long planId) {}

    private record Checked(
            String slug,
            @Nullable String name,
            @Nullable Change<String> email,
            @Nullable Change<String> phoneNumber,
            @Nullable Change<String> logoUrl,
            @Nullable Change<String> primaryColor,
            @Nullable Change<String> domain,
            @Nullable String plan,
            @Nullable Long expectedVersion) {
        static Checked of(String slug, Body body, HttpHeaders headers) {
            var fields = new Fields();
            var checked =
                    new Checked(
                            PathNames.slug(slug),
                            body.name() == null ? null : fields.required("name", body.name(), 255),
                            change("email", body.email(), fields::email),
                            change("phoneNumber", body.phoneNumber(), fields::phone),
                            change("logoUrl", body.logoUrl(), fields::url),
                            change("primaryColor", body.primaryColor(), fields::colour),
                            change("domain", body.domain(), fields::host),
                            fields.optional("subscriptionPlan", body.subscriptionPlan(), 100),
                            expectedVersion(headers.getFirst(HttpHeaders.IF_MATCH)));
            fields.check();
            return checked;
        }

        private static @Nullable Change<String> change(
                String field,
                @Nullable String value,
                BiFunction<String, @Nullable String, @Nullable String> check) {
            return value == null ? null : new Change<>(check.apply(field, value));
        }

        private static @Nullable Long expectedVersion(@Nullable String ifMatch) {
            if (ifMatch == null || ifMatch.strip().equals("*")) {
                return null;
            }
            var matcher = ETAG.matcher(ifMatch.strip());
            if (!matcher.matches()) {
                throw Problem.of(
                        HttpStatus.PRECONDITION_FAILED,
                        "version-mismatch",
                        "If-Match: names no version of this tenant; read it again and send its"
                                + " ETag.");
            }
            return Long.valueOf(matcher.group(1));
        }
    }

    @PutMapping("/admin/api/tenants/{slug}")
    Mono<ResponseEntity<byte[]>> change(
            @PathVariable String slug, @RequestBody Body body, ServerWebExchange exchange) {
        return door.ask(
                exchange,
                body,
                Mono.fromSupplier(() -> Checked.of(slug, body, exchange.getRequest().getHeaders()))
                        .flatMap(checked -> command(checked, Door.tokenOf(exchange))));
    }

    private Mono<ChangeTenant> command(Checked checked, ConsistencyToken token) {
        return Mono.zip(
                        sealed(checked.slug(), checked.email()),
                        sealed(checked.slug(), checked.phoneNumber()),
                        wanted(checked.plan(), token))
                .map(all ->
                        new ChangeTenant(
                                checked.slug(),
                                checked.name(),
                                all.getT1().orElse(null),
                                all.getT2().orElse(null),
                                checked.logoUrl(),
                                checked.primaryColor(),
                                checked.domain(),
                                all.getT3().orElse(null),
                                checked.expectedVersion()));
    }

    private Mono<Optional<Change<Sealed>>> sealed(String slug, @Nullable Change<String> change) {
        if (change == null) {
            return Mono.just(Optional.empty());
        }
        var text = change.to();
        return text == null
                ? Mono.just(Optional.of(new Change<>(null)))
                : keys.seal(slug, text).map(sealed -> Optional.of(new Change<>(sealed)));
    }

    private Mono<Optional<WantedPlan>> wanted(@Nullable String plan, ConsistencyToken token) {
        return plan == null
                ? Mono.just(Optional.empty())
                : plans.known("subscriptionPlan", plan, token).map(Optional::of);
    }
}
