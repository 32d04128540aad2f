package io.q2o.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as stored records are written: without nulls, unless a record asks for them. */
public final class Json {
    public static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .changeDefaultPropertyInclusion(
                            inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
                    .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .build();

    private Json() {}

    /** The value is written as exactly these keys and values, in whatever order. */
    public static void assertWrittenAs(String json, Object value) {
        assertSame(MAPPER.writeValueAsString(value), json);
    }

    /** The state is kept as exactly these keys and values, and read back from them. */
    public static <S> void assertStoredAs(String json, Kind<S> kind, S state) {
        assertSame(MAPPER.writerFor(kind.type()).writeValueAsString(state), json);
        assertThat(MAPPER.readerFor(kind.type()).<S>readValue(json)).isEqualTo(state);
    }

    private static void assertSame(String actual, String expected) {
        assertThat(MAPPER.readTree(actual)).isEqualTo(MAPPER.readTree(expected));
    }
}
