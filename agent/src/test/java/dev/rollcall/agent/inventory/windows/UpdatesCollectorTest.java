package dev.rollcall.agent.inventory.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import dev.rollcall.common.inventory.PatchLevelSection.UpdateSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The input follows Microsoft's documentation of the Windows Update Agent: see {@link Recorded}.
 */
class UpdatesCollectorTest {

    @TempDir private Path state;

    @Test
    void whatWindowsFoundIsPendingInAnyLanguage() throws Exception {
        var section = read(Recorded.text("windows-updates.jsonl"));

        assertThat(section.system()).isEqualTo(UpdateSystem.WINDOWS_UPDATE);
        assertThat(section.listsRefreshed()).contains(Instant.parse("2026-11-22T00:00:00Z"));
        assertThat(section.rebootNeeded()).contains(true);
        assertThat(section.rebootReasons()).containsExactly("Windows Update");
        assertThat(section.automaticUpdates()).contains(true);
        assertThat(section.pending().orElseThrow())
                .extracting(PendingUpdate::candidate)
                .containsExactly("KB5035853", "9d1c9f6e-0000-4b7c-8b69-5a8f9a6c0003", "KB890830");
        assertThat(section.pending().orElseThrow())
                .extracting(PendingUpdate::security)
                .containsExactly(Optional.of(true), Optional.of(true), Optional.of(false));
        assertThat(section.pendingSecurity()).contains(2L);
        assertThat(section.pending().orElseThrow().getFirst().since())
                .contains(Instant.parse("2026-11-10T18:00:00Z"));
        assertThat(section.held())
                .containsExactly(
                        "Windows-Tool zum Entfernen bösartiger Software x64 - v5.122 (KB890830)");
    }

    /** The service, policies of a domain, that of an MDM, the product, and what follows. */
    @ParameterizedTest
    @CsvSource({
        "3, null, null, null, WinNT, true",
        "3, null, null, null, ServerNT,",
        "4, null, 4, 4, WinNT, false",
        "3, 1, null, null, WinNT, false",
        "3, 0, null, null, WinNT, true",
        "3, 0, 4, null, WinNT, true",
        "3, 0, 4, null, ServerNT, true",
        "3, 0, 3, 4, WinNT, false",
        "3, null, 2, null, WinNT, false",
        "3, null, 7, null, ServerNT, false",
        "3, null, 5, null, WinNT,",
        "3, null, null, 2, WinNT, true",
        "3, null, null, 0, WinNT, false",
        "3, null, null, 5, WinNT, false",
        "3, null, null, 4294967295, WinNT,",
        "3, null, null, null, '',"
    })
    void whetherItInstallsUpdatesByItselfIsWhatPoliciesSay(
            String start,
            String never,
            String domain,
            String mdm,
            String product,
            Boolean automatic)
            throws Exception {
        var section =
                read(
                        ("{\"name\":\"reboot\",\"rows\":[]}\n{\"name\":\"automatic\",\"rows\":["
                                        + "{\"Start\":%s,\"NoAutoUpdate\":%s,\"AUOptions\":%s,"
                                        + "\"AllowAutoUpdate\":%s,\"Product\":\"%s\"}]}")
                                .formatted(start, never, domain, mdm, product));

        assertThat(section.automaticUpdates()).isEqualTo(Optional.ofNullable(automatic));
    }

    @Test
    void anUpdateIsPendingSinceItWasFirstSeenThoughItIsPublishedAgain() throws Exception {
        var memory = Optional.of(state.resolve("pending.json"));
        var before = Recorded.text("windows-updates.jsonl");
        var after = before.replace("2026-11-10T18:00:00Z", "2026-11-24T18:00:00Z");

        new UpdatesCollector(() -> WindowsFacts.parse(before), memory).collect();
        var collected = new UpdatesCollector(() -> WindowsFacts.parse(after), memory).collect();

        assertThat(section(collected).pending().orElseThrow().getFirst().since())
                .contains(Instant.parse("2026-11-10T18:00:00Z"));
    }

    @Test
    void aDeviceThatNeverLookedDoesNotSayThatNothingIsPending() throws Exception {
        for (var searched : List.of("[]", "null", "[\"1899-12-30T00:00:00Z\"]", "[\"heute\"]")) {
            var section =
                    read(
                            "{\"name\":\"reboot\",\"rows\":[]}\n{\"name\":\"searched\",\"rows\":"
                                    + searched
                                    + "}\n{\"name\":\"updates\",\"rows\":[]}");

            assertThat(section.pending()).isEmpty();
            assertThat(section.listsRefreshed()).isEmpty();
            assertThat(section.rebootNeeded()).contains(false);
        }
    }

    /** As when the time is over before the search is. */
    @Test
    void aSearchThatHangsCostsOnlyWhatIsPending() throws Exception {
        var whole = Recorded.text("windows-updates.jsonl");

        var section = read(whole.substring(0, whole.indexOf("Kumulatives")));

        assertThat(section.pending()).isEmpty();
        assertThat(section.pendingCount()).isEmpty();
        assertThat(section.rebootNeeded()).contains(true);
        assertThat(section.listsRefreshed()).isPresent();
    }

    @Test
    void whereNothingIsAnsweredThereIsNoSection() {
        assertThatThrownBy(() -> read("{\"name\":\"updates\",\"error\":\"0x8024402C\"}"))
                .isInstanceOf(IOException.class)
                .hasMessage("updates cannot be read: 0x8024402C");
        assertThatThrownBy(() -> read("")).isInstanceOf(IOException.class);
    }

    @Test
    void ofFourThousandUpdatesThreeThousandAreNamed() throws Exception {
        var rows =
                IntStream.range(0, 4_000)
                        .mapToObj(i ->
                                "{\"Title\":\"Update " + i + "\",\"Kb\":\"" + (10_000 + i) + "\"}")
                        .collect(Collectors.joining(","));

        var section =
                read(
                        "{\"name\":\"searched\",\"rows\":[\"2026-11-22T06:12:40Z\"]}\n"
                                + "{\"name\":\"updates\",\"rows\":["
                                + rows
                                + "]}");

        assertThat(section.pending().orElseThrow()).hasSize(3_000);
        assertThat(section.pendingCount()).contains(4_000L);
        assertThat(section.pendingSecurity()).isEmpty();
        assertThat(section.rebootNeeded()).isEmpty();
    }

    private static PatchLevelSection read(String output) throws Exception {
        return section(
                new UpdatesCollector(() -> WindowsFacts.parse(output), Optional.empty()).collect());
    }

    private static PatchLevelSection section(Collected collected) {
        return (PatchLevelSection) ((Collected.Facts) collected).section();
    }
}
