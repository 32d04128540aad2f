package io.q2o.schemas;

/**
 * A fact on {@code q2o.events}: the public contract of the platform. Carries primitives, instants
 * and sealed values only; within a version it changes by addition alone.
 */
public interface Event {
    /**
     * The record key: the tenant's slug, or {@link Topics#CATALOGUE} for facts of the catalogue.
     */
    String key();

    /** The CloudEvents subject, for example {@code tenants/acme} or {@code plans/32768}. */
    String subject();
}
