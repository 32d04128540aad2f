package io.q2o.domain;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** Rules are functions of what they are given: the same log decides the same everywhere. */
@AnalyzeClasses(packages = "io.q2o.domain", importOptions = ImportOption.DoNotIncludeTests.class)
class PurityTest {
    private static final Set<String> READ_A_CLOCK = Set.of("now", "currentTimeMillis", "nanoTime");

    private static final Set<String> DIFFER_BY_MACHINE =
            Set.of(
                    "java.util.Random",
                    "java.util.UUID",
                    "java.util.Date",
                    "java.util.Calendar",
                    "java.util.Timer",
                    "java.util.HashSet",
                    "java.util.IdentityHashMap",
                    "java.util.WeakHashMap",
                    "java.util.Locale",
                    "java.util.TimeZone",
                    "java.util.Properties",
                    "java.util.Scanner",
                    "java.lang.System",
                    "java.lang.Thread",
                    "java.lang.Runtime",
                    "java.lang.Process",
                    "java.lang.ProcessBuilder",
                    "java.lang.ThreadLocal",
                    "java.lang.Math",
                    "java.lang.StrictMath",
                    "java.time.Clock",
                    "java.time.ZoneId");

    @ArchTest
    static final ArchRule knowsNothingButSchemasAndTheJdk =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "io.q2o.domain..",
                            "io.q2o.schemas..",
                            "com.fasterxml.jackson.annotation..",
                            "org.jspecify.annotations..",
                            "java.lang..",
                            "java.util..",
                            "java.time..");

    @ArchTest
    static final ArchRule hasNoClockNoChanceAndNoOutside =
            noClasses()
                    .should()
                    .dependOnClassesThat(
                            describe(
                                    "differ by machine or time",
                                    (JavaClass type) ->
                                            DIFFER_BY_MACHINE.contains(type.getFullName())))
                    .orShould()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "java.util.concurrent..",
                            "java.util.random..",
                            "java.util.zip..",
                            "java.util.jar..",
                            "java.util.logging..",
                            "java.util.prefs..",
                            "java.lang.reflect..",
                            "java.lang.foreign..");

    @ArchTest
    static final ArchRule asksNobodyForTheTime =
            noClasses()
                    .should()
                    .accessTargetWhere(
                            target(
                                    describe(
                                            "reads a clock",
                                            (AccessTarget target) ->
                                                    READ_A_CLOCK.contains(target.getName()))));

    @ArchTest
    static final ArchRule hasNoBusinessesInACircle =
            slices().matching("io.q2o.(**)").should().beFreeOfCycles();
}
