package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.terminal.Terminal;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PolicyWordsTest {

    private final Terminal terminal = CommandRun.terminalFor(Path.of("/nowhere"));

    @Test
    void aDiffCountsBeforeItLists() {
        var diff =
                Json.wire()
                        .readTree(
                                """
                                {"policy":"lab-baseline","version":3,"added":["file:/etc/motd"],
                                "changed":[],"removed":["chromium:HomepageLocation"],
                                "assigned":["lincoln"],"unassigned":[],"devices":26}
                                """);

        assertThat(PolicyWords.diff(diff))
                .containsExactly(
                        "lab-baseline version 3 · added 1 · changed 0 · removed 1 · devices 26",
                        "  + file:/etc/motd",
                        "  - chromium:HomepageLocation",
                        "  applies to lincoln");
    }

    @Test
    void anExplanationGroupsByStateAndSaysWhereFrom() {
        var explanation =
                Json.wire()
                        .readTree(
                                """
                                {"units":["demo","lincoln"],"settings":[
                                {"key":"file:/etc/motd","from":{"policy":"lab","version":2,"unit":"lincoln"},
                                 "overrode":[{"policy":"base","version":1,"unit":"demo"}],
                                 "state":"repaired","checkedAt":"2026-11-23T11:57:00Z"},
                                {"key":"service:cups","from":{"policy":"base","version":1,"unit":"demo"}}]}
                                """);

        var lines = PolicyWords.explain(explanation, terminal);

        assertThat(lines.getFirst()).isEqualTo("settings 2 · repaired 1 · unknown 1");
        assertThat(lines.get(1)).isEqualTo("units demo > lincoln");
        assertThat(lines.get(3))
                .startsWith(
                        "file:/etc/motd  repaired  lab@2 at lincoln  base@1 at demo  3 min ago");
    }

    @Test
    void aPolicyIsShownWithHowItHolds() {
        var shown =
                Json.wire()
                        .readTree(
                                """
                                {"policy":{"name":"lab","description":"","latest":2,"settings":4,
                                "changedAt":"2026-11-23T11:00:00Z","changedBy":"kim",
                                "assignments":[{"unit":"lincoln","version":1,"pinned":true}]},
                                "compliance":{"compliant":24,"failing":1,"unsupported":0,"unknown":1}}
                                """);

        assertThat(PolicyWords.show(shown, terminal))
                .containsExactly(
                        "compliant 24 · failing 1 · unsupported 0 · unknown 1",
                        "lab version 2 · settings 4 · changed 60 min ago by kim",
                        "applies to lincoln@1");
    }
}
