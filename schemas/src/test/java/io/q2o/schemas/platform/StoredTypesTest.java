package io.q2o.schemas.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.q2o.schemas.Command;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.licensing.CodeCommand;
import io.q2o.schemas.licensing.CodeEvent;
import io.q2o.schemas.licensing.DeviceCommand;
import io.q2o.schemas.licensing.DeviceTelemetry;
import io.q2o.schemas.operations.DeadLetterCommand;
import io.q2o.schemas.operations.DeadLetterEvent;
import io.q2o.schemas.operations.DeadLetterId;
import java.util.List;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(packages = "io.q2o.schemas", importOptions = ImportOption.DoNotIncludeTests.class)
class StoredTypesTest {
    @ArchTest
    static final ArchRule needsNothingButTheJdkAndAnnotations =
            ArchRuleDefinition.classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "io.q2o.schemas..",
                            "com.fasterxml.jackson.annotation..",
                            "org.jspecify.annotations..",
                            "java..");

    @ArchTest
    static final ArchRule hasNoBusinessesInACircle =
            SlicesRuleDefinition.slices().matching("io.q2o.(**)").should().beFreeOfCycles();

    @Test
    void areFoundByNameAndByClass() {
        assertThat(StoredTypes.all()).isNotEmpty();
        for (var type : StoredTypes.all()) {
            assertThat(StoredTypes.named(StoredTypes.nameOf(type))).isEqualTo(type);
        }
        assertThat(StoredTypes.named("q2o.unheard-of.v1")).isNull();
    }

    @Test
    void areNamedByTheirBusinessAndVersion() {
        for (var type : StoredTypes.all()) {
            var business = type.getPackageName().replaceFirst(".*\\.", "");
            var command = Command.class.isAssignableFrom(type) ? "command\\." : "";
            assertThat(StoredTypes.nameOf(type))
                    .matches("q2o\\." + command + business + "\\.[a-z]+(-[a-z]+)*\\.v[1-9]\\d*");
        }
    }

    @Test
    void haveNoPlaceWithoutAName() {
        assertThatIllegalArgumentException().isThrownBy(() -> StoredTypes.nameOf(String.class));
    }

    @Test
    void areKeyedByTenantOrByNumberWhereNobodyNamesTheTenant() {
        assertThat(new CodeCommand.IssueCodes("acme", 1, null, 1, null).key()).isEqualTo("acme");
        assertThat(new CodeCommand.RevokeCode(163_969).key()).isEqualTo("id:163969");
        assertThat(new CodeCommand.RevealCode(163_969).key()).isEqualTo("id:163969");
        assertThat(new DeviceCommand.RefreshDevice("acme", 196_736, 1, "k").key())
                .isEqualTo("acme");
        assertThat(new DeviceCommand.RevokeDevice(196_736).key()).isEqualTo("id:196736");
        assertThat(new DeviceCommand.ReinstateDevice(196_736).key()).isEqualTo("id:196736");
        var seen = new DeviceTelemetry.DeviceSeen("acme", 196_736);
        assertThat(seen.key()).isEqualTo("acme");
        assertThat(seen.subject()).isEqualTo("tenants/acme/devices/196736");
        assertThat(new CodeEvent.CodeRevoked("acme", 163_969).subject())
                .isEqualTo("tenants/acme/codes/163969");
    }

    @Test
    void nameTheDeadLetterThatAnOrderIsAbout() {
        var retried = new DeadLetterEvent.DeadLetterRetried("acme", "licensing", 118);
        assertThat(retried.key()).isEqualTo("acme");
        assertThat(retried.subject()).isEqualTo("dead-letters/licensing:acme:118");
        var order = new DeadLetterCommand.DiscardDeadLetter("catalogue", "licensing", 0);
        assertThat(order.key()).isEqualTo("catalogue");
        assertThat(DeadLetterId.parse(order.letter().toString())).isEqualTo(order.letter());
        for (var malformed :
                List.of("", "licensing:acme", "licensing:acme:-1", "Licensing:acme:1", "l:a:1e3")) {
            assertThatIllegalArgumentException()
                    .as(malformed)
                    .isThrownBy(() -> DeadLetterId.parse(malformed));
        }
    }

    @Test
    void compareSealedTextsOnlyUnderOneKey() {
        var sealed = new Sealed("acme/k1", "one nonce", "mac");
        assertThat(sealed.sameTextAs(new Sealed("acme/k1", "another", "mac"))).isTrue();
        assertThat(sealed.sameTextAs(new Sealed("acme/k1", "one nonce", "other"))).isFalse();
        assertThat(sealed.sameTextAs(new Sealed("acme/k2", "one nonce", "mac"))).isFalse();
    }
}
