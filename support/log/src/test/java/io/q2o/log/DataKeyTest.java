package io.q2o.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.q2o.schemas.Sealed;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

/** Only the key that sealed a text opens it, and only untouched. */
class DataKeyTest {
    private static final DataKey ACME = new DataKey("acme/1", bytes(1));
    private static final DataKey GLOBEX = new DataKey("globex/1", bytes(2));
    private static final byte[] MASTER = bytes(3);

    private static byte[] bytes(int seed) {
        var bytes = new byte[32];
        IntStream.range(0, bytes.length).forEach(i -> bytes[i] = (byte) (seed * 31 + i));
        return bytes;
    }

    @Property(tries = 300)
    void opensWhatItSealed(@ForAll @StringLength(max = 300) String text) {
        var sealed = ACME.seal(text);
        assertThat(sealed.key()).isEqualTo("acme/1");
        assertThat(ACME.open(sealed)).isEqualTo(text);
    }

    @Property(tries = 300)
    void seesWhetherTextsAreEqualWithoutOpeningThem(
            @ForAll @StringLength(max = 20) String one,
            @ForAll @StringLength(max = 20) String other) {
        assertThat(ACME.seal(one).sameTextAs(ACME.seal(one))).isTrue();
        assertThat(ACME.seal(one).sameTextAs(ACME.seal(other))).isEqualTo(one.equals(other));
        assertThat(ACME.seal(one).mac()).isNotEqualTo(GLOBEX.seal(one).mac());
    }

    @Example
    void sealsTheSameTextDifferentlyEachTime() {
        assertThat(ACME.seal("anna").sealed()).isNotEqualTo(ACME.seal("anna").sealed());
    }

    @Property(tries = 300)
    void opensNothingThatWasTamperedWith(@ForAll int place, @ForAll byte change) {
        var sealed = ACME.seal("anna@acme.example");
        var bytes = Base64.getDecoder().decode(sealed.sealed());
        bytes[Math.floorMod(place, bytes.length)] ^= (byte) (change == 0 ? 1 : change);
        assertDoesNotOpen(ACME, with(sealed, bytes));
    }

    @Example
    void opensNothingThatWasCutShort() {
        var sealed = ACME.seal("anna@acme.example");
        var bytes = Base64.getDecoder().decode(sealed.sealed());
        for (int length = 0; length < bytes.length; length++) {
            assertDoesNotOpen(ACME, with(sealed, Arrays.copyOf(bytes, length)));
        }
    }

    @Example
    void opensNothingOfAnotherTenant() {
        var sealed = ACME.seal("anna@acme.example");
        assertDoesNotOpen(GLOBEX, sealed);
        // not even if the bytes of the keys were the same
        assertDoesNotOpen(new DataKey("globex/1", ACME.bytes()), sealed);
    }

    @Property(tries = 100)
    void opensNothingThatSomebodyMadeUp(@ForAll @StringLength(max = 60) String text) {
        assertDoesNotOpen(ACME, new Sealed("acme/1", text, ""));
    }

    @Example
    void comesBackFromItsWrappedForm() {
        var back = DataKey.unwrap("acme/1", ACME.wrap(MASTER), MASTER);
        assertThat(back.bytes()).isEqualTo(ACME.bytes());
        var hex = HexFormat.of();
        assertThat(hex.formatHex(ACME.wrap(MASTER))).doesNotContain(hex.formatHex(ACME.bytes()));
    }

    @Example
    void comesBackUnderItsOwnIdAndMasterKeyOnly() {
        var wrapped = ACME.wrap(MASTER);
        assertThatThrownBy(() -> DataKey.unwrap("globex/1", wrapped, MASTER))
                .isInstanceOf(UnreadableRecordException.class);
        assertThatThrownBy(() -> DataKey.unwrap("acme/1", wrapped, bytes(4)))
                .isInstanceOf(UnreadableRecordException.class);
    }

    private static Sealed with(Sealed sealed, byte[] bytes) {
        return new Sealed(sealed.key(), Base64.getEncoder().encodeToString(bytes), sealed.mac());
    }

    private static void assertDoesNotOpen(DataKey key, Sealed sealed) {
        assertThatThrownBy(() -> key.open(sealed)).isInstanceOf(UnreadableRecordException.class);
    }
}
