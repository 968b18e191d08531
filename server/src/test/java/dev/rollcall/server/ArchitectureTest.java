package dev.rollcall.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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

    /** The table in docs/architecture.md is the law: no room imports more than its line says. */
    @ArchTest
    static void roomsImportWhatTheArchitectureSays(JavaClasses classes) throws IOException {
        var allowed = importTable();
        var imported = new TreeMap<String, TreeSet<String>>();
        for (var each : classes) {
            var room = room(each);
            var others = imported.computeIfAbsent(room, r -> new TreeSet<>());
            each.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass())
                    .filter(target -> target.getPackageName().startsWith(ROOT))
                    .map(ArchitectureTest::room)
                    .filter(other -> !other.equals(room))
                    .forEach(others::add);
        }

        assertThat(allowed.keySet())
                .as("rooms in docs/architecture.md")
                .containsExactlyElementsOf(imported.keySet());
        imported.forEach((room, others) ->
                assertThat(others)
                        .as("rooms that %s imports, of those in its line", room)
                        .isSubsetOf(allowed.get(room)));
    }

    private static SortedMap<String, Set<String>> importTable() throws IOException {
        var line = Pattern.compile("\\| `([a-z.]+)` \\| [^|]+ \\|([^|]*)\\|");
        var name = Pattern.compile("`([a-z.]+)`");
        var table = new TreeMap<String, Set<String>>();
        Files.readAllLines(Path.of("..", "docs", "architecture.md")).stream()
                .dropWhile(text -> !text.startsWith("## Rooms of the server"))
                .skip(1)
                .takeWhile(text -> !text.startsWith("## "))
                .map(line::matcher)
                .filter(Matcher::matches)
                .forEach(row ->
                        table.put(
                                row.group(1),
                                name.matcher(row.group(2))
                                        .results()
                                        .map(found -> found.group(1))
                                        .collect(Collectors.toSet())));
        return table;
    }

    /** The query language is a room of its own inside the device room. */
    private static String room(JavaClass type) {
        var path = type.getPackageName().substring(ROOT.length());
        if (path.startsWith("device.query")) {
            return "device.query";
        }
        int end = path.indexOf('.');
        return end < 0 ? path : path.substring(0, end);
    }

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
