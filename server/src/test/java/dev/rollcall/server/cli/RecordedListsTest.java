package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.client.Slugs;
import dev.rollcall.server.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists as they are printed from answers that a server gave. */
class RecordedListsTest {

    private static List<String> printed(Consumer<Terminal> print) {
        var out = new ByteArrayOutputStream();
        print.accept(CommandRun.terminal(out, new ByteArrayOutputStream(), Map.of()));
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void unitsAreATreeBelowTheirCounts() {
        var page =
                Json.wire()
                        .readTree(
                                """
                                {"items":[
                                {"id":"1","kind":"district","slug":"demo","name":"Demo"},
                                {"id":"3","kind":"lab","parent":"2","slug":"lab","name":"Lab"},
                                {"id":"2","kind":"school","parent":"1","slug":"lincoln","name":"Lin\\u001bcoln"}]}
                                """);

        assertThat(OrgCommands.tree(page))
                .containsExactly(
                        "district 1 · lab 1 · school 1",
                        "demo  Demo  district",
                        "  lincoln  Lin\\x1bcoln  school",
                        "    lab  Lab  lab");
    }

    @Test
    void aUnitWhoseParentMayNotBeSeenStandsAtTheLeft() {
        var page =
                Json.wire()
                        .readTree(
                                "{\"items\":[{\"id\":\"3\",\"kind\":\"lab\",\"parent\":\"2\","
                                        + "\"slug\":\"lab\",\"name\":\"Lab\"}]}");

        assertThat(OrgCommands.tree(page)).containsExactly("lab 1", "lab  Lab  lab");
    }

    @Test
    void tokensAreCountedByStateAndNamedByTheirUnit() {
        var page =
                Json.wire()
                        .readTree(
                                """
                                {"items":[{"id":"t1","unit":"u1","uses":30,"used":2,
                                "expiresAt":"2026-11-30T12:00:00Z","state":"usable"},
                                {"id":"t2","unit":"u2","uses":1,"used":1,
                                "expiresAt":"2026-11-30T12:00:00Z","state":"spent"}]}
                                """);

        var lines = printed(t -> TokenCommands.print(t, page, new Slugs(Map.of("u1", "lincoln"))));

        assertThat(lines.getFirst()).isEqualTo("tokens 2 · spent 1 · usable 1");
        assertThat(lines.get(2)).startsWith("t1  lincoln  usable  2 of 30  2026-11-30 12:00");
        assertThat(lines.get(3)).contains("u2");
    }

    @Test
    void aSecretThatWasWrittenToAFileIsNotShown() {
        var made =
                Json.wire()
                        .readTree(
                                "{\"token\":{\"id\":\"t1\",\"uses\":1,"
                                        + "\"expiresAt\":\"2026-11-30T12:00:00Z\"},"
                                        + "\"secret\":\"rc-very-secret\",\"caFingerprint\":\"aa:bb\"}");

        assertThat(printed(t -> TokenCommands.print(t, made, Optional.empty())).toString())
                .contains("rc-very-secret", "shown this once");
        assertThat(
                        printed(t ->
                                        TokenCommands.print(
                                                t,
                                                made,
                                                Optional.of(java.nio.file.Path.of("token"))))
                                .toString())
                .doesNotContain("rc-very-secret")
                .contains("aa:bb");
    }

    @Test
    void grantsAreCountedByRole() {
        var page =
                Json.wire()
                        .readTree(
                                """
                                {"items":[{"id":"g1","person":"p1","place":{"district":"d","unit":"u1"},
                                "role":"technician","effect":"allow"}]}
                                """);

        var lines =
                printed(t ->
                        GrantCommands.print(
                                t, page, new Slugs(Map.of("u1", "lincoln")), Map.of("p1", "sam")));

        assertThat(lines.getFirst()).isEqualTo("grants 1 · technician 1");
        assertThat(lines.get(2)).startsWith("sam     technician  lincoln  allow   –");
    }

    @Test
    void aBrokenAuditChainSaysWhereItBreaks() {
        var verdict =
                Json.wire()
                        .readTree(
                                "{\"holds\":false,\"events\":9,\"sealedThrough\":4,\"seals\":1,"
                                        + "\"erased\":0,\"findings\":[{\"seq\":5,\"what\":\"the hash differs\"}]}");

        assertThat(printed(t -> AuditCommands.verified(t, verdict)))
                .containsExactly(
                        "BROKEN · events 9 · sealed through 4 · erased 0",
                        "  event 5: the hash differs");
    }

    @Test
    void peopleWhoMayNotSignInAreCounted() {
        var page =
                Json.wire()
                        .readTree(
                                "{\"items\":[{\"login\":\"sam\",\"displayName\":\"Sam\","
                                        + "\"createdAt\":\"2026-11-23T11:00:00Z\","
                                        + "\"disabledAt\":\"2026-11-23T11:30:00Z\"}]}");

        assertThat(printed(t -> PersonCommands.print(t, page)).getFirst())
                .isEqualTo("people 1 · disabled 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    98765432109 | everything    | free space   92.0 GiB
                    734003200   | no-inventory  | free space   700.0 MiB: inventory is turned away
                    20971520    | only-outcomes | free space   20.0 MiB: outcomes of jobs are kept, all else is refused
                    """)
    void aFullDiskIsSeenInTheStatus(long bytes, String takes, String line) throws Exception {
        var status =
                Json.wire().readTree("{\"freeBytes\":%d,\"takes\":\"%s\"}".formatted(bytes, takes));

        assertThat(printed(t -> ServerCommands.print(t, status))).contains(line);
    }

    @Test
    void differencesAreALineEachAndWhatADeviceCallsThingsIsHarmless() {
        var found =
                Json.wire()
                        .readTree(
                                """
                                {"from":"2026-10-01T00:00:00Z","to":"2026-11-23T11:00:00Z","changes":[
                                {"kind":"changed","fact":"serial","sentence":"serial A → B\\u001b[2J\\n"},
                                {"kind":"added","fact":"disks","sentence":"disk sda added"}]}
                                """);

        assertThat(printed(t -> ChangeLines.differences(t, found)))
                .containsExactly(
                        "between 2026-10-01 00:00 and 2026-11-23 11:00: 2 differences",
                        "  serial A → B\\x1b[2J\\x0a",
                        "  disk sda added");
    }

    @Test
    void aCardOfThePastSaysWhatOnItIsNot() {
        var device =
                Json.wire()
                        .readTree(
                                """
                                {"id":"d1","asOf":"2026-10-01T00:00:00Z","hostname":"lab\\u001b[31m",
                                "status":"enrolled","sections":[{"kind":"volumes","state":"not-permitted",
                                "collectedAt":"2026-09-30T00:00:00Z","detail":"lsblk\\u0007"}]}
                                """);

        assertThat(
                        printed(t -> {
                            DeviceCard.past(t, device);
                            DeviceCard.print(t, device);
                        }))
                .contains(
                        "as of 2026-10-01 00:00 (53 days ago); but host name, label, check-in,"
                                + " agent and key are today's",
                        "volumes  (not permitted, tried 54 days ago)")
                .anyMatch(line -> line.startsWith("device") && line.contains("lab\\x1b[31m"))
                .anyMatch(line -> line.startsWith("  why") && line.endsWith("lsblk\\x07"));
    }
}
