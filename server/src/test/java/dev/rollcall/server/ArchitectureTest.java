package dev.rollcall.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
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
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

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

    /** The tables in docs/architecture.md are the law: no room imports more than its line says. */
    @ArchTest
    static void roomsImportWhatTheArchitectureSays(JavaClasses classes) throws IOException {
        var table = ImportTable.below("## Rooms of the server");

        imports(classes, ROOT, Set.of("device.query")).holdTo(table);
    }

    @Test
    void roomsOfTheAgentAndOfCommonImportWhatTheArchitectureSays() throws IOException {
        var table = ImportTable.below("## Rooms of the agent");
        var subrooms =
                Set.of(
                        "inventory.browsers",
                        "inventory.collect",
                        "inventory.disks",
                        "inventory.macos",
                        "inventory.network",
                        "inventory.packages",
                        "inventory.signins",
                        "inventory.updates",
                        "inventory.windows");

        imports(compiled("dev.rollcall.agent"), "dev.rollcall.agent.", subrooms)
                .holdTo(table.of("agent"));
        imports(compiled("dev.rollcall.common"), "dev.rollcall.common.", Set.of())
                .holdTo(table.of("common"));
    }

    private static JavaClasses compiled(String packages) {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(packages);
    }

    /** Which rooms import which, below a package. */
    private record Imports(SortedMap<String, SortedSet<String>> byRoom) {

        void holdTo(ImportTable table) {
            assertThat(table.byRoom().keySet())
                    .as("rooms in docs/architecture.md")
                    .containsExactlyElementsOf(byRoom.keySet());
            byRoom.forEach((room, others) ->
                    assertThat(others)
                            .as("rooms that %s imports, as its line says", room)
                            .containsExactlyInAnyOrderElementsOf(table.byRoom().get(room)));
        }
    }

    /**
     * The root package itself knows everything below it and is no room.
     *
     * @param subrooms packages within a room that are rooms of their own
     */
    private static Imports imports(JavaClasses classes, String root, Set<String> subrooms) {
        var imported = new TreeMap<String, SortedSet<String>>();
        for (var each : classes) {
            if (!each.getPackageName().startsWith(root)) {
                continue;
            }
            var room = room(each, root, subrooms);
            var others = imported.computeIfAbsent(room, r -> new TreeSet<>());
            each.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass())
                    .filter(target -> target.getPackageName().startsWith(root))
                    .map(target -> room(target, root, subrooms))
                    .filter(other -> !other.equals(room))
                    .forEach(others::add);
        }
        return new Imports(imported);
    }

    private static String room(JavaClass type, String root, Set<String> subrooms) {
        var path = type.getPackageName().substring(root.length());
        if (subrooms.contains(path)) {
            return path;
        }
        int end = path.indexOf('.');
        return end < 0 ? path : path.substring(0, end);
    }

    /** A table of docs/architecture.md: by room, the rooms that it may import. */
    private record ImportTable(SortedMap<String, Set<String>> byRoom) {

        private static final Pattern LINE =
                Pattern.compile("\\| `([a-z.]+)` \\| [^|]+ \\|([^|]*)\\|");
        private static final Pattern NAME = Pattern.compile("`([a-z.]+)`");

        static ImportTable below(String heading) throws IOException {
            var table = new TreeMap<String, Set<String>>();
            Files.readAllLines(Path.of("..", "docs", "architecture.md")).stream()
                    .dropWhile(text -> !text.startsWith(heading))
                    .skip(1)
                    .takeWhile(text -> !text.startsWith("## "))
                    .map(LINE::matcher)
                    .filter(Matcher::matches)
                    .forEach(row ->
                            table.put(
                                    row.group(1),
                                    NAME.matcher(row.group(2))
                                            .results()
                                            .map(found -> found.group(1))
                                            .collect(Collectors.toSet())));
            return new ImportTable(table);
        }

        /** The rooms of one module, by their names within it. */
        ImportTable of(String module) {
            var rooms = new TreeMap<String, Set<String>>();
            byRoom.forEach((room, others) -> {
                if (room.startsWith(module + ".")) {
                    rooms.put(room.substring(module.length() + 1), others);
                }
            });
            return new ImportTable(rooms);
        }
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
