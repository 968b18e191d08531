package dev.rollcall.agent.inventory.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.platform.Registry;
import dev.rollcall.agent.platform.Registry.Key;
import dev.rollcall.agent.platform.Registry.View;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.inventory.PackagesSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The values follow Microsoft's documentation of the Uninstall key: no real one was at hand. */
class ProgramsCollectorTest {

    @TempDir private Path folder;

    private static final Key SEVEN_ZIP =
            key("7-Zip", "DisplayName", "7-Zip 23.01 (x64)", "DisplayVersion", "23.01");
    private static final Key CHROME =
            key("{3A9E}", "DisplayName", "Google Chrome", "DisplayVersion", "122.0.6261.129");

    @Test
    void programsOfBothViewsAreListed() throws IOException, InterruptedException {
        var collected = collect(List.of(SEVEN_ZIP), List.of(CHROME));

        assertThat(packages(collected))
                .containsExactlyInAnyOrder(
                        new InstalledPackage(
                                "7-Zip 23.01 (x64)",
                                "23.01",
                                "64-bit",
                                PackageSource.WINDOWS_PROGRAMS),
                        new InstalledPackage(
                                "Google Chrome",
                                "122.0.6261.129",
                                "32-bit",
                                PackageSource.WINDOWS_PROGRAMS));
        assertThat(((PackagesSection) collected.section()).unreadable()).isEmpty();
    }

    @Test
    void partsAndUpdatesOfOtherProgramsAreNotProgramsOfTheirOwn()
            throws IOException, InterruptedException {
        var collected =
                collect(
                        List.of(
                                SEVEN_ZIP,
                                key(
                                        "{90160000}",
                                        "DisplayName",
                                        "Office Shared MUI",
                                        "DisplayVersion",
                                        "16.0",
                                        "SystemComponent",
                                        "1"),
                                key(
                                        "KB4",
                                        "DisplayName",
                                        "Update for Office (KB4)",
                                        "DisplayVersion",
                                        "1",
                                        "ParentKeyName",
                                        "Office16"),
                                key(
                                        "KB5",
                                        "DisplayName",
                                        "Hotfix (KB5)",
                                        "DisplayVersion",
                                        "1",
                                        "ReleaseType",
                                        "Hotfix"),
                                key("AddressBook"),
                                key("Fontcore", "DisplayName", " \u0007 ")),
                        List.of());

        assertThat(packages(collected))
                .extracting(InstalledPackage::name)
                .containsExactly("7-Zip 23.01 (x64)");
    }

    @Test
    void aProgramThatStatesNoVersionIsCounted() throws IOException, InterruptedException {
        var collected = collect(List.of(SEVEN_ZIP, key("x", "DisplayName", "Kahoot")), List.of());

        assertThat(((PackagesSection) collected.section()).count()).isEqualTo(1);
        assertThat(((PackagesSection) collected.section()).unreadable()).contains(1);
    }

    @Test
    void aSystemOfThirtyTwoBitsHasOneRegistryAndNothingTwice()
            throws IOException, InterruptedException {
        assertThat(packages(collect(List.of(SEVEN_ZIP), List.of(SEVEN_ZIP)))).hasSize(1);
    }

    @Test
    void hostileNamesAreCleanedAndCut() throws IOException, InterruptedException {
        var name = "Evil\u001b[2J\u202e" + "x".repeat(900);

        var collected =
                collect(
                        List.of(key("x", "DisplayName", name, "DisplayVersion", "1\r\n2")),
                        List.of());

        var only = packages(collected).getFirst();
        assertThat(only.name()).startsWith("Evil[2Jxxx").hasSizeLessThanOrEqualTo(200);
        assertThat(only.version()).isEqualTo("1 2");
    }

    @Test
    void withoutAListThereIsNoSection() {
        var collector =
                new ProgramsCollector(
                        (path, view, wanted) -> Optional.empty(),
                        () -> WindowsFacts.parse(""),
                        new KnownApps(Optional.empty()));

        assertThatThrownBy(collector::collect)
                .isInstanceOf(IOException.class)
                .hasMessage("the registry lists no programs");
    }

    @Test
    void appsOfTheStoreAreListedBesidePrograms() throws Exception {
        var collected = collector(Recorded.facts("windows-laptop.jsonl")).collect();

        assertThat(packages((Collected.Facts) collected))
                .containsExactlyInAnyOrder(
                        new InstalledPackage(
                                "7-Zip 23.01 (x64)",
                                "23.01",
                                "64-bit",
                                PackageSource.WINDOWS_PROGRAMS),
                        app("Microsoft.VCLibs.140.00", "14.0.33519.0", "x64"),
                        app("Microsoft.VCLibs.140.00", "14.0.33519.0", "x86"),
                        app("Microsoft.WindowsCalculator", "11.2409.7.0", "x64"),
                        app("windows.immersivecontrolpanel", "10.0.6.1000", "neutral"));
    }

    private static InstalledPackage app(String name, String version, String architecture) {
        return new InstalledPackage(name, version, architecture, PackageSource.WINDOWS_APPS);
    }

    private static final String TWO =
            "{\"name\":\"apps\",\"rows\":[{\"Name\":\"A\",\"Version\":\"1\","
                    + "\"Architecture\":\"X64\"},{\"Name\":\"B\"},7]}";
    private static final String REFUSED = "{\"name\":\"apps\",\"error\":\"0x80073D0A\"}";
    private static final String LATE = "";
    private static final String NO_POWER_SHELL = "none";

    @Test
    void anAnswerThatIsLateOrFailsUninstallsNothing() throws Exception {
        assertThat(
                        counts(
                                Optional.empty(),
                                TWO,
                                LATE,
                                REFUSED,
                                NO_POWER_SHELL,
                                "{\"name\":\"apps\",\"rows\":[]}",
                                LATE))
                .containsExactly("2", "2", "2", "2", "1", "1");
    }

    @Test
    void whileThereWasNeverTimeForAppsTheSectionWaitsForThem() throws Exception {
        var late = "apps of the Store were not answered in time";

        assertThat(counts(Optional.empty(), LATE, LATE, TWO, LATE))
                .containsExactly(late, late, "2", "2");
        // what is refused would be waited for in vain
        assertThat(counts(Optional.empty(), REFUSED, NO_POWER_SHELL, TWO))
                .containsExactly("1", "1", "2");
    }

    @Test
    void aRestartForgetsNoAppAndADamagedMemoryIsNone() throws Exception {
        var memory = Optional.of(folder.resolve("store-apps.json"));
        counts(memory, TWO);

        assertThat(counts(memory, LATE, REFUSED)).containsExactly("2", "2");

        for (var damage : List.of("", "{", "null", "[null]", "[{\"name\":\"A\"}]")) {
            Files.writeString(memory.get(), damage);
            assertThat(counts(memory, REFUSED)).as(damage).containsExactly("1");
        }
    }

    /** How many packages the section has each time, or why there is none. */
    private static List<String> counts(Optional<Path> memory, String... answers)
            throws InterruptedException {
        var waiting = new ArrayDeque<>(List.of(answers));
        var collector =
                new ProgramsCollector(
                        (path, view, wanted) -> Optional.of(List.of(SEVEN_ZIP)),
                        () -> {
                            var answer = waiting.remove();
                            if (answer.equals(NO_POWER_SHELL)) {
                                throw new IOException("there is no PowerShell");
                            }
                            return WindowsFacts.parse(answer);
                        },
                        new KnownApps(memory));
        var counts = new ArrayList<String>();
        while (!waiting.isEmpty()) {
            try {
                counts.add("" + packages((Collected.Facts) collector.collect()).size());
            } catch (IOException e) {
                counts.add(e.getMessage());
            }
        }
        return counts;
    }

    private static ProgramsCollector collector(WindowsFacts facts) {
        return new ProgramsCollector(
                (path, view, wanted) -> Optional.of(List.of(SEVEN_ZIP)),
                () -> facts,
                new KnownApps(Optional.empty()));
    }

    private static Collected.Facts collect(List<Key> wide, List<Key> narrow)
            throws IOException, InterruptedException {
        Registry registry =
                (path, view, wanted) -> {
                    assertThat(path).isEqualTo(ProgramsCollector.PATH);
                    return Optional.of(view == View.BITS_64 ? wide : narrow);
                };
        return (Collected.Facts)
                new ProgramsCollector(
                                registry,
                                () -> WindowsFacts.parse(REFUSED),
                                new KnownApps(Optional.empty()))
                        .collect();
    }

    private static List<InstalledPackage> packages(Collected.Facts facts) {
        return facts.buckets().stream().flatMap(b -> b.packages().stream()).toList();
    }

    private static Key key(String name, String... values) {
        var map = new java.util.HashMap<String, String>();
        for (int i = 0; i < values.length; i += 2) {
            map.put(values[i], values[i + 1]);
        }
        return new Key(name, Map.copyOf(map));
    }
}
