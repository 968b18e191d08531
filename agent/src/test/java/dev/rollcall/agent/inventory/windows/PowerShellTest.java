package dev.rollcall.agent.inventory.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.BrowsersSection;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.inventory.VolatileFacts.DiskWear;
import dev.rollcall.common.json.CanonicalJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the scripts are run; their output follows documentation: see {@link Recorded}. */
class PowerShellTest {

    /** What asks the registry. */
    private static final List<SectionKind> REGISTRY =
            List.of(BrowsersSection.KIND, PackagesSection.KIND);

    /** CreateProcess takes 32,767 characters; quotation marks would end the argument. */
    @ParameterizedTest
    @ValueSource(strings = {"facts.ps1", "updates.ps1"})
    void aScriptFitsIntoACommandLineAsItIs(String script) {
        var text = PowerShell.text(PowerShell.ANSWERS) + PowerShell.text(script);

        assertThat(text).hasSizeLessThan(24_000).doesNotContain("\"").doesNotEndWith("\\");
        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(text)).isTrue();
    }

    /** No PowerShell was at hand to parse them: at least, nothing is left open. */
    @ParameterizedTest
    @ValueSource(strings = {"facts.ps1", "updates.ps1"})
    void inAScriptEveryBracketAndQuotationMarkIsClosed(String script) {
        var open = new ArrayDeque<Character>();
        boolean quoted = false;
        boolean comment = false;
        for (char c :
                (PowerShell.text(PowerShell.ANSWERS) + PowerShell.text(script)).toCharArray()) {
            if (comment) {
                comment = c != '\n';
            } else if (c == '\'') {
                quoted = !quoted; // a doubled one closes and opens
            } else if (!quoted && c == '#') {
                comment = true;
            } else if (!quoted && "({[".indexOf(c) >= 0) {
                open.push(")}]".charAt("({[".indexOf(c)));
            } else if (!quoted && ")}]".indexOf(c) >= 0) {
                assertThat(open.pop()).isEqualTo(c);
            }
        }

        assertThat(open).isEmpty();
        assertThat(quoted || comment).isFalse();
    }

    @Test
    void itIsStartedWithoutAProfileAndWithoutAnybodyToAsk() throws Exception {
        var commands = new ArrayList<List<String>>();
        Programs programs =
                (command, timeout, most) -> {
                    commands.add(command);
                    assertThat(timeout).isEqualTo(PowerShell.LIMIT);
                    assertThat(most).isEqualTo(PowerShell.MAX_OUTPUT);
                    return Optional.of(new ProgramResult(0, "", "", false, false));
                };

        new PowerShell(programs).run("facts.ps1");

        assertThat(commands).hasSize(1);
        assertThat(commands.getFirst().subList(0, 5))
                .containsExactly(
                        "powershell.exe", "-NoLogo", "-NoProfile", "-NonInteractive", "-Command");
        assertThat(commands.getFirst().get(5)).contains("Win32_ComputerSystem");
    }

    /** A real program that prints an answer, begins another and hangs. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void whatWasAnsweredBeforeItWasStoppedCounts() throws Exception {
        var script =
                "echo '{\"name\":\"bios\",\"rows\":[{\"SerialNumber\":\"PF1A2B3C\"}]}';"
                        + " printf '{\"name\":\"disks\",\"ro'; sleep 60";
        Programs hanging =
                (command, timeout, most) ->
                        Programs.ofThisMachine()
                                .run(List.of("sh", "-c", script), Duration.ofSeconds(1), most);

        var facts = new PowerShell(hanging).run("facts.ps1");
        assertThat(HardwareReader.read(facts).serial()).contains("PF1A2B3C");
        assertThat(HardwareReader.read(facts).disks()).isEmpty();
    }

    /** As the agent sees a laptop with Windows: every section, and none that is off. */
    @Test
    void aWholeLaptopIsCollected() throws Exception {
        var facts = Recorded.text("windows-laptop.jsonl");
        var updates = Recorded.text("windows-updates.jsonl");
        Programs programs =
                (command, timeout, most) ->
                        Optional.of(
                                new ProgramResult(
                                        0,
                                        command.getLast().contains("Microsoft.Update")
                                                ? updates
                                                : facts,
                                        "",
                                        false,
                                        false));

        var wear = new ArrayList<DiskWear>();
        var collectors =
                WindowsCollectors.of(
                        programs,
                        (path, view, wanted) -> Optional.of(List.of()),
                        Optional.empty(),
                        Optional.empty(),
                        wear::addAll);

        for (var collector : collectors) {
            assertThat(collector.collect())
                    .as(collector.kind().name())
                    .isInstanceOfSatisfying(
                            Collected.Facts.class,
                            collected ->
                                    assertThat(
                                                    Sections.parse(
                                                            collector.kind(),
                                                            CanonicalJson.bytes(
                                                                    collected.section())))
                                            .isEqualTo(collected.section()));
        }
        assertThat(collectors)
                .extracting(Collector::kind)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(Sections.kinds());
        assertThat(wear).containsExactly(new DiskWear("PhysicalDrive0", 3));
    }

    @Test
    void withoutPowerShellEachSectionFailsAndSaysSo() {
        for (var collector : collectors(Programs.none())) {
            if (REGISTRY.contains(collector.kind())) {
                continue;
            }
            assertThatThrownBy(collector::collect)
                    .isInstanceOf(IOException.class)
                    .hasMessage("there is no PowerShell");
        }
    }

    /** Exit code and what it prints instead of answers; what follows of a section. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1; |\u001b[31mDieses Programm wurde\tdurch Gruppenrichtlinie blockiert.|Weitere: ;"
                        + " PowerShell ended with 1: [31mDieses Programm wurde durch Gruppenrichtlinie blockiert.",
                "-1073741790; ''; PowerShell ended with -1073741790",
                "0; Warnung; bios was not answered in time",
            })
    void aSectionSaysHowPowerShellEnded(int exit, String errors, String why) throws Exception {
        Programs blocked =
                (command, timeout, most) ->
                        Optional.of(
                                new ProgramResult(
                                        exit, "", errors.replace('|', '\n'), false, false));
        var facts = new PowerShell(blocked).run("facts.ps1");

        assertThatThrownBy(() -> facts.required("bios"))
                .isInstanceOf(IOException.class)
                .hasMessage(why);
    }

    /** A real program that is refused half way. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void whatWasAnsweredBeforeItEndedCounts() throws Exception {
        var script =
                "echo '{\"name\":\"bios\",\"rows\":[{\"SerialNumber\":\"PF1A2B3C\"}]}';"
                        + " yes 'Zugriff verweigert' | head -c 9000 | tr -d '\\n' >&2; exit 3";
        Programs refused =
                (command, timeout, most) ->
                        Programs.ofThisMachine()
                                .run(List.of("sh", "-c", script), Duration.ofSeconds(20), most);

        var facts = new PowerShell(refused).run("facts.ps1");

        assertThat(HardwareReader.read(facts).serial()).contains("PF1A2B3C");
        assertThatThrownBy(() -> facts.required("users"))
                .message()
                .startsWith("PowerShell ended with 3: Zugriff verweigertZugriff")
                .hasSizeLessThan(300);
        assertThat(facts.late("apps")).isFalse();
    }

    @Test
    void oneThatWasStoppedWasLateAndOneThatPrintsTooMuchSaysSo() {
        assertThat(PowerShell.ending(new ProgramResult(-1, "", "x", true, false))).isEmpty();
        assertThat(PowerShell.ending(new ProgramResult(0, "", "", false, true)))
                .contains("PowerShell printed more than is read");
    }

    @Test
    void sectionsThatAreCollectedTogetherShareOneRun() throws Exception {
        var runs = new AtomicInteger();
        var clock = new AtomicLong();
        var facts =
                new SharedFacts(
                        () -> {
                            runs.incrementAndGet();
                            return WindowsFacts.parse("");
                        },
                        clock::get);

        facts.get();
        facts.get();
        assertThat(runs).hasValue(1);

        clock.addAndGet(SharedFacts.FRESH.toNanos());
        facts.get();
        assertThat(runs).hasValue(2);
    }

    private static List<Collector> collectors(Programs programs) {
        return WindowsCollectors.of(
                programs,
                (path, view, wanted) -> Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                _ -> {});
    }
}
