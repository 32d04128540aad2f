package io.q2o.query;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.q2o.query", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule readsNeitherRulesNorTheLog =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.q2o.domain..", "io.q2o.log..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule businessesDoNotKnowEachOther =
            slices().matching(
                            "io.q2o.query.(tenants|billing|licensing|operations|commands|contracts)..")
                    .should()
                    .notDependOnEachOther();

    @ArchTest
    static final ArchRule doorsQueriesAndViewsStayInTheirSlice =
            classes()
                    .that()
                    .haveSimpleNameEndingWith("Endpoint")
                    .or()
                    .haveSimpleNameEndingWith("Query")
                    .or()
                    .haveSimpleNameEndingWith("View")
                    .should()
                    .bePackagePrivate();

    @ArchTest
    static final ArchRule everyQueryGoesThroughTheReadModel =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "io.q2o.query.postgres..", "io.q2o.query.consistency..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.r2dbc.pool..", "io.r2dbc.postgresql..");
}
