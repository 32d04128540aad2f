package io.q2o.query.licensing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CodeHashesTest {
    /** The bytes from 0 to 31. */
    private static final String PEPPER = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static CodeHashes with(Map<String, String> peppers) {
        return new CodeHashes(new CodeHashes.Properties(peppers));
    }

    @Test
    void areThoseOfTheCodeInGroups() {
        // printf ABCD-EFGH-JKMN-PQ29 | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102…
        // -binary | base64
        assertThat(with(Map.of("k1", PEPPER)).of(" abcd efgh-jkmnpq29"))
                .containsExactly("xhRnCMPGNJxyzKQhaz8XFknQMXeESftr78tjHbx7TLY=");
    }

    @Test
    void areNoneOfWhatIsNoCode() {
        var hashes = with(Map.of("k1", PEPPER));
        for (var text :
                new String[] {
                    "", "ABCD", "ABCDEFGHJKMNPQ2", "ABCDEFGHJKMNPQ299", "ÄBCDEFGHJKMNPQ29"
                }) {
            assertThat(hashes.of(text)).as(text).isEmpty();
        }
    }

    @Test
    void needNoPepperButAGoodOne() {
        assertThat(with(Map.of()).of("ABCDEFGHJKMNPQ29")).isEmpty();
        for (var bad :
                new String[] {
                    "", "changeme", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "no base64!"
                }) {
            assertThatThrownBy(() -> with(Map.of("k7", bad)))
                    .hasMessageContaining("q2o.secrets.peppers.k7")
                    .hasMessageNotContaining("changeme");
        }
    }
}
