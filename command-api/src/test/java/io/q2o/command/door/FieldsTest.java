package io.q2o.command.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.q2o.log.LogJson;
import io.q2o.web.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Whatever a request holds is refused by name or stored in one form. */
class FieldsTest {
    private final Fields fields = new Fields();

    private static final List<BiFunction<Fields, @Nullable String, @Nullable String>> CHECKS =
            List.of(
                    (fields, text) -> fields.required("f", text, 50),
                    (fields, text) -> fields.optional("f", text, 50),
                    (fields, text) -> fields.email("f", text),
                    (fields, text) -> fields.phone("f", text),
                    (fields, text) -> fields.host("f", text),
                    (fields, text) -> fields.colour("f", text),
                    (fields, text) -> fields.url("f", text),
                    (fields, text) -> fields.oneOf("f", text, List.of("a", "b"), "a"));

    private boolean isRefused() {
        try {
            fields.check();
            return false;
        } catch (Problem problem) {
            assertThat(problem.getStatusCode().value()).isEqualTo(422);
            assertThat(problem.getBody().getDetail()).startsWith("f: ");
            return true;
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(60),
                Arbitraries.strings().ascii().ofMaxLength(60),
                Arbitraries.strings().withChars("ab.@-_#0129 /:+()").ofMaxLength(20),
                Arbitraries.of("", " ", "\t\n", "\ud800", "a\udc00b", "\u0000", "😀", "#FFF"));
    }

    @Property(tries = 2000)
    void refusesOrStoresWhateverIsSent(@ForAll("texts") String text) {
        for (var check : CHECKS) {
            var each = new FieldsTest();
            var stored = check.apply(each.fields, text);
            if (!each.isRefused() && stored != null) {
                assertThat(stored).isNotBlank().isEqualTo(stored.strip()).doesNotContain("\u0000");
                assertThat(
                                new String(
                                        stored.getBytes(StandardCharsets.UTF_8),
                                        StandardCharsets.UTF_8))
                        .isEqualTo(stored);
                var json = LogJson.MAPPER.writeValueAsBytes(stored);
                assertThat(LogJson.MAPPER.readValue(json, String.class)).isEqualTo(stored);
            }
        }
    }

    @Property(tries = 1000)
    void leavesAloneWhatItStoredBefore(@ForAll("texts") String text) {
        for (var check : CHECKS) {
            var each = new FieldsTest();
            var stored = check.apply(each.fields, text);
            if (!each.isRefused()) {
                assertThat(check.apply(new Fields(), stored)).isEqualTo(stored);
            }
        }
    }

    @Property(tries = 300)
    void takesTextsUpToTheirLength(@ForAll("words") String text) {
        var each = new FieldsTest();
        assertThat(each.fields.optional("f", text, text.length())).isEqualTo(text);
        assertThat(each.isRefused()).isFalse();
        assertThat(each.fields.optional("f", text, text.length() - 1)).isNull();
        assertThat(each.isRefused()).isTrue();
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.strings().alpha().ofMinLength(2).ofMaxLength(40);
    }

    @Property(tries = 300)
    void writesColoursOutInSmallLetters(@ForAll("colours") String colour) {
        var stored = fields.colour("f", colour);
        assertThat(isRefused()).isFalse();
        assertThat(stored).matches("#[0-9a-f]{6}");
        if (colour.length() == 7) {
            assertThat(stored).isEqualToIgnoringCase(colour);
        }
    }

    @Provide
    Arbitrary<String> colours() {
        return Arbitraries.oneOf(
                        Arbitraries.strings().withChars("0123456789abcdefABCDEF").ofLength(3),
                        Arbitraries.strings().withChars("0123456789abcdefABCDEF").ofLength(6))
                .map(digits -> "#" + digits);
    }

    @Property(tries = 300)
    void takesHostsInAnyCase(@ForAll("words") String name) {
        var host = name + ".Example.com";
        assertThat(fields.host("f", host)).isEqualTo(host.toLowerCase(java.util.Locale.ROOT));
        assertThat(isRefused()).isFalse();
    }

    @Example
    void namesEveryFieldAtFaultAtOnce() {
        fields.required("name", " ", 10);
        fields.email("email", "nobody");
        fields.within("quota", 0, 1, 5);
        assertThatThrownBy(fields::check)
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem ->
                                assertThat(problem.getBody().getDetail())
                                        .contains("name: ", "; email: ", "; quota: "));
    }

    @Example
    void saysOnlyOnceWhatIsWrongWithAField() {
        fields.required("name", "a\u0007", 10);
        assertThatThrownBy(fields::check)
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem ->
                                assertThat(problem.getBody().getDetail())
                                        .isEqualTo("name: must not contain control characters"));
    }

    @Example
    void refusesUrlsThatLeadElsewhereThanTheyShow() {
        for (var text :
                List.of(
                        "javascript:alert(1)",
                        "//acme.example/logo.png",
                        "https://anna:secret@acme.example",
                        "http:acme",
                        "file:///etc/passwd",
                        "https://",
                        "logo.png")) {
            var each = new Fields();
            assertThat(each.url("f", text)).as(text).isNull();
            assertThatThrownBy(each::check).as(text).isInstanceOf(Problem.class);
        }
        assertThat(fields.url("f", "HTTPS://acme.example/logo.png?x=1")).isNotNull();
        assertThatCode(fields::check).doesNotThrowAnyException();
    }

    @Example
    void refusesNumbersBeyondTheirBounds() {
        assertThat(fields.within("f", 1, 1, 5)).isEqualTo(1);
        assertThat(fields.within("f", 5L, 1, 5)).isEqualTo(5L);
        assertThat(fields.within("f", (Integer) null, 1, 5)).isNull();
        assertThat(isRefused()).isFalse();
        assertThat(fields.within("f", 6, 1, 5)).isNull();
        assertThat(isRefused()).isTrue();
    }
}
