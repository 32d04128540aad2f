package io.q2o.command.tenants;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.q2o.command.billing.PlanTable;
import io.q2o.command.door.Door;
import io.q2o.command.door.Fields;
import io.q2o.command.door.PathNames;
import io.q2o.log.DataKeys;
import io.q2o.schemas.tenants.Branding;
import io.q2o.schemas.tenants.TenantCommand.RegisterTenant;
import io.q2o.web.ConsistencyToken;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class RegisterTenantEndpoint {
    private static final List<String> DELIVERIES = List.of("email", "sms", "whatsapp", "both");

    private final Door door;
    private final PlanTable plans;
    private final DataKeys keys;

    RegisterTenantEndpoint(Door door, PlanTable plans, DataKeys keys) {
        this.door = door;
        this.plans = plans;
        this.keys = keys;
    }

    /**
     * @param usageQuota sent by portals, without effect
     * @param planId sent by portals, without effect
     */
    @Schema(name = "RegisterTenant")
    record Body(
            @Nullable String name,
            @Nullable String slug,
            @JsonAlias("logo_url") @Nullable String logoUrl,
            @JsonAlias("primary_color") @Nullable String primaryColor,
            @Nullable String domain,
            @Nullable String email,
            @JsonAlias("phone_number") @Nullable String phoneNumber,
            @JsonAlias("otp_delivery_method") @Nullable String otpDeliveryMethod,
            @JsonAlias("usage_quota") @Nullable Integer usageQuota,
            @JsonAlias("subscription_plan") @Nullable String subscriptionPlan,
            @JsonAlias("plan_id") @Nullable Long planId) {}

    private record Checked(
            String slug,
            String name,
            Branding branding,
            @Nullable String email,
            @Nullable String phoneNumber,
            String otpDeliveryMethod,
            String plan) {
        static Checked of(Body body) {
            var fields = new Fields();
            var slug = fields.required("slug", body.slug(), 100);
            if (!slug.isEmpty() && !PathNames.isSlug(slug)) {
                fields.fault(
                        "slug",
                        "must be 3 to 100 lower-case letters and digits, single dashes between");
            } else if (PathNames.isReserved(slug)) {
                fields.fault("slug", "is reserved; take another one");
            }
            var checked =
                    new Checked(
                            slug,
                            fields.required("name", body.name(), 255),
                            new Branding(
                                    fields.url("logoUrl", body.logoUrl()),
                                    fields.colour("primaryColor", body.primaryColor()),
                                    fields.host("domain", body.domain())),
                            fields.email("email", body.email()),
                            fields.phone("phoneNumber", body.phoneNumber()),
                            fields.oneOf(
                                    "otpDeliveryMethod",
                                    body.otpDeliveryMethod() == null
                                            ? null
                                            : body.otpDeliveryMethod().toLowerCase(Locale.ROOT),
                                    DELIVERIES,
                                    "email"),
                            fields.required("subscriptionPlan", body.subscriptionPlan(), 100));
            fields.check();
            return checked;
        }
    }

    @PostMapping("/admin/api/tenants")
    Mono<ResponseEntity<byte[]>> register(@RequestBody Body body, ServerWebExchange exchange) {
        return door.ask(
                exchange,
                body,
                Mono.fromSupplier(() -> Checked.of(body))
                        .flatMap(checked -> command(checked, Door.tokenOf(exchange))));
    }

    private Mono<RegisterTenant> command(Checked checked, ConsistencyToken token) {
        return plans.onOffer("subscriptionPlan", checked.plan(), token)
                .flatMap(terms ->
                        Mono.zip(
                                        keys.sealOptional(checked.slug(), checked.email()),
                                        keys.sealOptional(checked.slug(), checked.phoneNumber()))
                                .map(contact ->
                                        new RegisterTenant(
                                                checked.slug(),
                                                checked.name(),
                                                checked.branding(),
                                                contact.getT1().orElse(null),
                                                contact.getT2().orElse(null),
                                                checked.otpDeliveryMethod(),
                                                terms)));
    }
}
