package io.q2o.schemas;

/**
 * A request on {@code q2o.commands}: complete in itself, so that deciding it needs no look-up
 * outside its partition.
 */
public interface Command {
    /**
     * The record key, which serialises the command: the tenant's slug, {@link Topics#CATALOGUE}, or
     * {@link Topics#keyOfEntity} of what is addressed by its number alone.
     */
    String key();

    /**
     * Whether its answer is kept for those who ask again with the same idempotency key. What is
     * cheap to decide again and comes in masses keeps none.
     */
    default boolean keepsItsAnswer() {
        return true;
    }
}
