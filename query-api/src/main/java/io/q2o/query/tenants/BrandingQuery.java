package io.q2o.query.tenants;

import io.q2o.query.postgres.ReadModel;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** A tenant's branding, read as that tenant: no other can be seen. */
@Component
class BrandingQuery {
    private static final String BY_SLUG =
            """
            select logo_url, primary_color, domain from tenant where tenant = :tenant
            """;

    private final ReadModel readModel;

    BrandingQuery(ReadModel readModel) {
        this.readModel = readModel;
    }

    /** Empty if there is no such tenant. */
    Mono<BrandingView> bySlug(String slug) {
        return readModel.asTenant(
                slug,
                client ->
                        client.sql(BY_SLUG)
                                .bind("tenant", slug)
                                .map(row ->
                                        new BrandingView(
                                                row.get(0, String.class),
                                                row.get(1, String.class),
                                                row.get(2, String.class)))
                                .one());
    }
}
