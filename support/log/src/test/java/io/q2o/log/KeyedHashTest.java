package io.q2o.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyedHashTest {
    private final KeyedHash hash = new KeyedHash("Jefe".getBytes(US_ASCII));

    /** RFC 4231, test case 2. */
    private static final String EXPECTED =
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

    private String hashed(String... parts) {
        var bytes = new byte[parts.length][];
        for (int i = 0; i < parts.length; i++) {
            bytes[i] = parts[i].getBytes(US_ASCII);
        }
        return HexFormat.of().formatHex(hash.of(bytes));
    }

    @Test
    void isTheHashOfTheStandard() {
        assertThat(hashed("what do ya want for nothing?")).isEqualTo(EXPECTED);
        assertThat(hashed("what do ya want ", "for nothing?")).isEqualTo(EXPECTED);
    }

    @Test
    void isTheSameForAnyNumberOfThreads() {
        assertThat(
                        IntStream.range(0, 20_000)
                                .parallel()
                                .mapToObj(n ->
                                        hashed(
                                                n % 2 == 0 ? "other" : "what do ya want ",
                                                "for nothing?"))
                                .distinct())
                .hasSize(2)
                .contains(EXPECTED);
    }
}
