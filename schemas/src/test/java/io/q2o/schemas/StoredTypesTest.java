package io.q2o.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
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
    void compareSealedTextsOnlyUnderOneKey() {
        var sealed = new Sealed("acme/k1", "one nonce", "mac");
        assertThat(sealed.sameTextAs(new Sealed("acme/k1", "another", "mac"))).isTrue();
        assertThat(sealed.sameTextAs(new Sealed("acme/k1", "one nonce", "other"))).isFalse();
        assertThat(sealed.sameTextAs(new Sealed("acme/k2", "one nonce", "mac"))).isFalse();
    }
}
