package io.q2o.processors.projection;

import io.q2o.log.DataKeys;
import io.q2o.schemas.Sealed;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sealed texts of some records in clear. */
public final class Opened {
    /** Unknown keys are looked for together. */
    private static final int AT_ONCE = 256;

    private final Map<Sealed, String> texts;

    private Opened(Map<Sealed, String> texts) {
        this.texts = texts;
    }

    private record One(Sealed sealed, String text) {}

    /** Opens all of them; those whose key is forgotten have no text. */
    public static Mono<Opened> all(Collection<Sealed> sealed, DataKeys keys) {
        return Flux.fromIterable(sealed)
                .flatMap(one -> keys.open(one).map(text -> new One(one, text)), AT_ONCE)
                .collectMap(One::sealed, One::text)
                .map(Opened::new);
    }

    /** The clear text, null if there was none or its key is forgotten. */
    public @Nullable String text(@Nullable Sealed sealed) {
        return sealed == null ? null : texts.get(sealed);
    }
}
