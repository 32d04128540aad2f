package io.q2o.command;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.q2o.command.billing.PlanTable;
import org.springframework.web.bind.annotation.RestController;

/** What knows what in this service. */
@AnalyzeClasses(packages = "io.q2o.command", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] SLICES = {
        "io.q2o.command.billing..",
        "io.q2o.command.licensing..",
        "io.q2o.command.operations..",
        "io.q2o.command.tenants.."
    };

    @ArchTest
    static final ArchRule onlyTheDeciderKnowsKafkaStreams =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.q2o.command.decider..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.kafka.streams..");

    @ArchTest
    static final ArchRule theDeciderKnowsNoDoor =
            noClasses()
                    .that()
                    .resideInAPackage("io.q2o.command.decider..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.q2o.command.door..",
                            "io.q2o.command.billing..",
                            "io.q2o.command.licensing..",
                            "io.q2o.command.operations..",
                            "io.q2o.command.tenants..",
                            "org.springframework.web..",
                            "org.springframework.http..");

    @ArchTest
    static final ArchRule doorsKnowNoBusiness =
            noClasses()
                    .that()
                    .resideInAPackage("io.q2o.command.door..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(SLICES);

    @ArchTest
    static final ArchRule billingKnowsNoTenants =
            noClasses()
                    .that()
                    .resideInAPackage("io.q2o.command.billing..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.q2o.command.tenants..");

    @ArchTest
    static final ArchRule tenantsKnowNothingOfBillingButThePlanTable =
            noClasses()
                    .that()
                    .resideInAPackage("io.q2o.command.tenants..")
                    .should()
                    .dependOnClassesThat(
                            JavaClass.Predicates.resideInAPackage("io.q2o.command.billing..")
                                    .and(
                                            DescribedPredicate.not(
                                                    JavaClass.Predicates.equivalentTo(
                                                            PlanTable.class))));

    @ArchTest
    static final ArchRule slicesReachTheLogThroughTheDoorOnly =
            noClasses()
                    .that()
                    .resideInAnyPackage(SLICES)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.q2o.command.decider..")
                    .orShould()
                    .dependOnClassesThat()
                    .haveSimpleName("CommandLog");

    @ArchTest
    static final ArchRule rulesAreDecidedInTheDeciderOnly =
            noClasses()
                    .that()
                    .resideInAnyPackage(SLICES)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.q2o.domain..");

    @ArchTest
    static final ArchRule endpointsAreRestControllersOfTheirSlice =
            classes()
                    .that()
                    .haveSimpleNameEndingWith("Endpoint")
                    .should()
                    .beAnnotatedWith(RestController.class)
                    .andShould()
                    .bePackagePrivate()
                    .andShould()
                    .resideInAnyPackage(SLICES);

    @ArchTest
    static final ArchRule restControllersAreCalledEndpoints =
            classes()
                    .that()
                    .areAnnotatedWith(RestController.class)
                    .should()
                    .haveSimpleNameEndingWith("Endpoint");

    @ArchTest
    static final ArchRule hasNoPackagesInACircle =
            slices().matching("io.q2o.command.(*)..").should().beFreeOfCycles();
}
