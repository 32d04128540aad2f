package io.q2o.query.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.q2o.web.Problem;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.springframework.util.LinkedMultiValueMap;

class ParametersTest {
    private static Parameters given(String... values) {
        var map = new LinkedMultiValueMap<String, String>();
        for (var value : values) {
            map.add("it", value);
        }
        return new Parameters(map);
    }

    private static void isRefused(Parameters read) {
        assertThatThrownBy(read::check)
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.getStatusCode().value()).isEqualTo(422);
                            assertThat(problem.getBody().getDetail()).startsWith("it: ");
                        });
    }

    @Property
    void readsEveryNumberWithinLimits(@ForAll @IntRange(min = -50, max = 50) int number) {
        var read = given(Integer.toString(number));
        assertThat(read.number("it", 0, -50, 50)).isEqualTo(number);
        read.check();
    }

    @Property
    void neverGoesBeyondLimits(@ForAll long number) {
        var read = given(Long.toString(number));
        var result = read.number("it", 7, 1, 1000);
        if (number >= 1 && number <= 1000) {
            assertThat(result).isEqualTo((int) number);
            read.check();
        } else {
            assertThat(result).isEqualTo(7);
            isRefused(read);
        }
    }

    @Property
    void readsOrRefusesWhateverAStrangerSends(@ForAll String text) {
        var read = given(text);
        var number = read.number("it", 7, 1, 1000);
        if (text.matches("0*[1-9][0-9]{0,2}|0*1000") && text.length() <= 18) {
            assertThat(number).isEqualTo(Integer.parseInt(text));
            read.check();
        } else {
            isRefused(read);
        }
    }

    @Property
    void keepsTextsWithinTheirLength(
            @ForAll @StringLength(max = 30) String text, @ForAll @IntRange(max = 30) int most) {
        var read = given(text);
        var result = read.text("it", most);
        if (text.length() > most || text.contains("\0")) {
            isRefused(read);
        } else {
            assertThat(result).isEqualTo(text.strip());
            read.check();
        }
    }

    @Property
    void knowsItsWordsAndNoOthers(@ForAll String text) {
        var words = Map.of("up", 1, "down", 2);
        var read = given(text);
        var meant = read.word("it", words);
        assertThat(meant.isPresent()).isEqualTo(words.containsKey(text));
        if (!text.isEmpty() && meant.isEmpty()) {
            isRefused(read);
        }
    }

    @Property(tries = 20)
    void refusesWhatIsGivenTwice(@ForAll @IntRange(min = 1, max = 9) int number) {
        var text = Integer.toString(number);
        var read = given(text, text);
        assertThat(read.number("it", 3, 1, 9)).isEqualTo(3);
        isRefused(read);
    }

    @Property(tries = 1)
    void namesEveryFaultAtOnce() {
        var map = new LinkedMultiValueMap<String, String>();
        map.put("page", List.of("0"));
        map.put("size", List.of("x"));
        var read = new Parameters(map);
        read.number("page", 1, 1, 9);
        read.number("size", 1, 1, 9);
        assertThatThrownBy(read::check)
                .hasMessageContaining("page: ")
                .hasMessageContaining("size: ");
    }
}
