package io.q2o.query.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.query.answer.Parameters;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import org.springframework.util.LinkedMultiValueMap;

class TenantCriteriaTest {
    private static TenantCriteria search(String text) {
        var map = new LinkedMultiValueMap<String, String>();
        map.add("search", text);
        return TenantCriteria.of(new Parameters(map));
    }

    /** What LIKE does with a pattern and its default escape character. */
    private static boolean like(String text, String pattern) {
        var regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            var c = pattern.charAt(i);
            switch (c) {
                case '%' -> regex.append(".*");
                case '_' -> regex.append('.');
                case '\\' -> regex.append(Pattern.quote("" + pattern.charAt(++i)));
                default -> regex.append(Pattern.quote("" + c));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
    }

    @Property
    void findsExactlyWhatContainsTheText(
            @ForAll @CharRange(from = 'a', to = 'b') @Chars({'%', '_', '\\'}) String text,
            @ForAll @CharRange(from = 'a', to = 'b') @Chars({'%', '_', '\\'}) String name) {
        if (text.length() <= TenantCriteria.LONGEST_SEARCH) {
            assertThat(like(name, search(text).pattern())).isEqualTo(name.contains(text));
            assertThat(like("x" + text + "x", search(text).pattern())).isTrue();
        }
    }
}
