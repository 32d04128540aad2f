package io.q2o.command.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.q2o.domain.tenants.TenantSlug;
import io.q2o.schemas.Position;
import io.q2o.schemas.operations.DeadLetterId;
import io.q2o.web.Problem;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.springframework.http.HttpHeaders;

/** What callers write into paths and headers. */
class NamesTest {
    private static void assertProblem(int status, ThrowingCallable asked) {
        assertThatThrownBy(asked)
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.getStatusCode().value()).isEqualTo(status));
    }

    private static HttpHeaders keys(String... values) {
        var headers = new HttpHeaders();
        headers.addAll(IdempotencyKey.HEADER, List.of(values));
        return headers;
    }

    @Provide
    Arbitrary<String> slugs() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withChars("ab9-").ofMaxLength(8),
                Arbitraries.strings().withChars("a-").ofMinLength(97).ofMaxLength(103),
                Arbitraries.strings().withChars('a').ofMinLength(97).ofMaxLength(103),
                Arbitraries.strings().ofMaxLength(8),
                Arbitraries.of("platform", "catalogue", "Acme", "acme\n", "ａｃｍｅ"));
    }

    @Property(tries = 2000)
    void agreesWithTheRulesOnWhatASlugIs(@ForAll("slugs") String text) {
        assertThat(PathNames.isSlug(text)).isEqualTo(TenantSlug.isWellFormed(text));
        var canBe = TenantSlug.isWellFormed(text) && !new TenantSlug(text).isReserved();
        if (canBe) {
            assertThat(PathNames.slug(text)).isEqualTo(text);
        } else {
            assertProblem(404, () -> PathNames.slug(text));
        }
    }

    @Property(tries = 500)
    void findsEveryPlanThatCanExist(
            @ForAll @IntRange(max = 5) int partition,
            @ForAll @LongRange(max = 1L << 37) long offset,
            @ForAll @IntRange(max = 127) int n) {
        var id = new Position(partition, offset).entityId(n);
        assertThat(PathNames.plan(Long.toString(id), 6)).isEqualTo(id);
        assertProblem(404, () -> PathNames.plan(Long.toString(id), partition));
    }

    @Property(tries = 1000)
    void knowsNoPlanUnderAnythingElse(@ForAll("ids") String text) {
        try {
            var id = PathNames.plan(text, 6);
            assertThat(id).isPositive();
            assertThat(Position.ofEntity(id).partition()).isLessThan(6);
        } catch (Problem problem) {
            assertThat(problem.getStatusCode().value()).isEqualTo(404);
        }
    }

    @Provide
    Arbitrary<String> ids() {
        return Arbitraries.oneOf(
                Arbitraries.longs().map(id -> Long.toString(id)),
                Arbitraries.strings().ofMaxLength(5),
                Arbitraries.of("", "0", "-1", "1", "9223372036854775808", "1e3"));
    }

    @Example
    void findsParkedRecordsOfTenantsAndOfTheCatalogue() {
        assertThat(PathNames.deadLetter("licensing:acme-2:118"))
                .isEqualTo(new DeadLetterId("licensing", "acme-2", 118));
        assertThat(PathNames.deadLetter("licensing:catalogue:0").slug()).isEqualTo("catalogue");
        for (var impossible :
                List.of(
                        "licensing:platform:1",
                        "licensing:Acme:1",
                        "licensing:acme:x",
                        "licensing:acme:-1",
                        "licensing:acme:9999999999999999999",
                        "licensing:acme",
                        "licensing::1",
                        "outcomes:3-118:1",
                        "sightings:acme:1",
                        "118",
                        "")) {
            assertProblem(404, () -> PathNames.deadLetter(impossible));
        }
    }

    @Property(tries = 500)
    void readsEveryKeyQuotedOrBare(@ForAll("keys") String key) {
        assertThat(IdempotencyKey.of(keys("\"" + key + "\""))).isEqualTo(key);
        if (!key.startsWith("\"")) {
            assertThat(IdempotencyKey.of(keys(key))).isEqualTo(key);
        }
    }

    @Provide
    Arbitrary<String> keys() {
        return Arbitraries.strings()
                .withCharRange('!', '~')
                .ofMinLength(1)
                .ofMaxLength(IdempotencyKey.LONGEST);
    }

    @Property(tries = 1000)
    void readsOrRefusesWhateverIsSentAsKey(@ForAll @StringLength(max = 300) String text) {
        try {
            assertThat(IdempotencyKey.of(keys(text)))
                    .isNotNull()
                    .matches("[!-~]{1," + IdempotencyKey.LONGEST + "}");
        } catch (Problem problem) {
            assertThat(problem.getStatusCode().value()).isEqualTo(422);
        }
    }

    @Property(tries = 200)
    void refusesTwoKeys(@ForAll("keys") String one, @ForAll("keys") String other) {
        assertProblem(422, () -> IdempotencyKey.of(keys(one, other)));
    }

    @Example
    void refusesKeysOutOfBounds() {
        assertThat(IdempotencyKey.of(new HttpHeaders())).isNull();
        assertThat(IdempotencyKey.of(keys(" a "))).isEqualTo("a");
        for (var text : List.of("", "  ", "\"\"", "a b", "ä", "x".repeat(256), "a\u007f")) {
            assertProblem(422, () -> IdempotencyKey.of(keys(text)));
        }
    }
}
