package io.q2o.command.secrets;

import static io.q2o.command.secrets.DerivedSecrets.ACTIVATION_CODE;
import static io.q2o.command.secrets.DerivedSecrets.REFRESH_TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DerivedSecretsTest {
    private static final String KEY = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";

    private final DerivedSecrets secrets = TestSecrets.derived("k1", "older");

    @Test
    void makesCodesThatNoTwoEntitiesShare() {
        var codes = new HashSet<String>();
        for (int id = 1; id <= 2_000; id++) {
            var code = secrets.text("k1", ACTIVATION_CODE, id, 0);
            assertThat(code).matches("[A-HJ-NP-Z2-9]{4}(-[A-HJ-NP-Z2-9]{4}){3}");
            assertThat(DerivedSecrets.isCode(code)).isTrue();
            codes.add(code);
        }
        assertThat(codes).hasSize(2_000);
    }

    @Test
    void makesTheSameSecretsAfterARestart() {
        var again = TestSecrets.derived("k1", "older");
        assertThat(again.text("k1", ACTIVATION_CODE, 32_768, 0))
                .isEqualTo(secrets.text("k1", ACTIVATION_CODE, 32_768, 0));
        // stored hashes were made of it: never to be changed
        assertThat(secrets.text("k1", ACTIVATION_CODE, 32_768, 0)).isEqualTo("G4X8-HGB7-A23G-WKZE");
        assertThat(secrets.hash("k1", "AAAA-BBBB-CCCC-DDDD"))
                .isEqualTo("OBxQNiZ/VYPo3nMUVX4N+401Mpq3pxZByDRNwp7VpSI=");
    }

    @Test
    void usesAllLettersOfTheAlphabet() {
        var letters = new HashSet<Integer>();
        for (int id = 1; id <= 100; id++) {
            secrets.text("k1", ACTIVATION_CODE, id, 0)
                    .replace("-", "")
                    .chars()
                    .forEach(letters::add);
        }
        assertThat(letters).hasSize(32);
    }

    @Test
    void hashesWhatWasTypedUnderEveryKey() {
        assertThat(secrets.hashes("AAAA-BBBB-CCCC-DDDD"))
                .containsExactly(
                        secrets.hash("k1", "AAAA-BBBB-CCCC-DDDD"),
                        secrets.hash("older", "AAAA-BBBB-CCCC-DDDD"))
                .doesNotHaveDuplicates();
    }

    @Test
    void readsCodesHoweverTheyAreTyped() {
        assertThat(DerivedSecrets.canonicalCode(" abcd efgh-jklm\tnpqr "))
                .isEqualTo("ABCD-EFGH-JKLM-NPQR");
        assertThat(DerivedSecrets.canonicalCode("abcdefghjklmnpqr"))
                .isEqualTo("ABCD-EFGH-JKLM-NPQR");
        assertThat(DerivedSecrets.isCode(DerivedSecrets.canonicalCode("abcd-efgh"))).isFalse();
        assertThat(DerivedSecrets.isCode(DerivedSecrets.canonicalCode("abcd-efgh-jklm-npq\u00df")))
                .isFalse();
    }

    @Property
    void takesNothingTypedForACodeThatIsNone(@ForAll String typed) {
        var code = DerivedSecrets.canonicalCode(typed);
        assertThat(DerivedSecrets.canonicalCode(code)).isEqualTo(code);
        assertThat(!DerivedSecrets.isCode(code) || code.length() == 19).isTrue();
    }

    @Test
    void knowsItsRefreshTokensUnderWhicheverKey() {
        assertThat(secrets.refreshCounter(7, secrets.text("k1", REFRESH_TOKEN, 7, 3))).isEqualTo(3);
        assertThat(secrets.refreshCounter(7, secrets.text("older", REFRESH_TOKEN, 7, 4)))
                .isEqualTo(4);
    }

    @Test
    void knowsNoTokenOfAnotherDeviceCounterOrMaker() {
        var token = secrets.text("k1", REFRESH_TOKEN, 7, 3);
        assertThat(secrets.refreshCounter(8, token)).isZero();
        assertThat(secrets.refreshCounter(7, "4" + token.substring(1))).isZero();
        assertThat(secrets.refreshCounter(7, token + "A")).isZero();
        assertThat(secrets.refreshCounter(7, token.substring(0, token.length() - 1))).isZero();
        assertThat(secrets.refreshCounter(7, "0" + token)).isZero();
        assertThat(secrets.refreshCounter(7, "+" + token)).isZero();
    }

    @Property
    void knowsNothingMadeUp(@ForAll long device, @ForAll String token) {
        assertThat(secrets.refreshCounter(device, token)).isZero();
    }

    @Test
    void doesNotStartWithoutAPepperForEachKey() {
        assertThatThrownBy(() ->
                        new DerivedSecrets(
                                new DerivedSecrets.Settings(Map.of("k1", KEY), "k1", Map.of())))
                .hasMessageContaining("q2o.secrets.peppers.k1");
    }
}
