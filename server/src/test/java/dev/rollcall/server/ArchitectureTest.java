package dev.rollcall.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;

/** The law of the server: who may know whom, and what nothing is called. */
@AnalyzeClasses(
        packages = "dev.rollcall.server",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "dev.rollcall.server.";

    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().matching("dev.rollcall.server.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theFloorKnowsNoRoom =
            noClasses()
                    .that()
                    .resideInAnyPackage(ROOT + "storage..", ROOT + "http..", ROOT + "problem..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            ROOT + "audit..",
                            ROOT + "access..",
                            ROOT + "org..",
                            ROOT + "pki..",
                            ROOT + "device..",
                            ROOT + "enrollment..",
                            ROOT + "inventory..",
                            ROOT + "policy..",
                            ROOT + "job..",
                            ROOT + "checkin..",
                            ROOT + "export..",
                            ROOT + "backup..",
                            ROOT + "gateway..",
                            ROOT + "api..",
                            ROOT + "cli..",
                            ROOT + "server..");

    @ArchTest
    static final ArchRule problemIsALeaf =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "problem..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(ROOT + "storage..", ROOT + "http..");

    @ArchTest
    static final ArchRule onlyTheRootKnowsTheDoors =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            ROOT + "gateway..",
                            ROOT + "checkin..",
                            ROOT + "export..",
                            ROOT + "api..",
                            ROOT + "cli..",
                            ROOT + "server..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            ROOT + "gateway..",
                            ROOT + "checkin..",
                            ROOT + "export..",
                            ROOT + "api..",
                            ROOT + "cli..",
                            ROOT + "server..");

    @ArchTest
    static final ArchRule doorsDoNotKnowEachOther =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "checkin..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            ROOT + "gateway..", ROOT + "export..", ROOT + "api..", ROOT + "cli..");

    @ArchTest
    static final ArchRule theServerDoesNotKnowTheAgent =
            noClasses().should().dependOnClassesThat().resideInAPackage("dev.rollcall.agent..");

    @ArchTest
    static final ArchRule namesSaySomething =
            noClasses()
                    .should()
                    .haveSimpleNameEndingWith("Manager")
                    .orShould()
                    .haveSimpleNameEndingWith("Helper")
                    .orShould()
                    .haveSimpleNameEndingWith("Util")
                    .orShould()
                    .haveSimpleNameEndingWith("Utils")
                    .orShould()
                    .haveSimpleNameEndingWith("Impl")
                    .orShould()
                    .haveSimpleNameEndingWith("Dto")
                    .orShould()
                    .haveSimpleNameStartingWith("Abstract");

    @ArchTest
    static final ArchRule timeComesThroughConstructors =
            noClasses()
                    .that()
                    .doNotHaveSimpleName("Main")
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(Clock.class, "systemUTC")
                    .orShould()
                    .callConstructor(Random.class)
                    .orShould()
                    .callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule routesEndInRoutes =
            classes()
                    .that()
                    .implement(dev.rollcall.server.http.Routes.class)
                    .should()
                    .haveSimpleNameEndingWith("Routes");
}
