package dev.rollcall.server.cli.job;

import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Table;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Says how jobs stand: counts first, failures grouped. Pure. */
final class JobWords {

    private static final int BAR = 30;

    private JobWords() {}

    /** Such as {@code runs 26 · never seen 1 · agent too old 2 · not enrolled 3}. */
    static String preview(JsonNode preview) {
        var parts = new ArrayList<String>();
        parts.add("runs " + preview.path("runs").asInt(0));
        addUnlessZero(parts, "never seen", preview.path("neverSeen"));
        addUnlessZero(parts, "agent too old", preview.path("tooOld"));
        addUnlessZero(parts, "not enrolled", preview.path("withoutEnrollment"));
        return String.join(" · ", parts);
    }

    /** The counts, and how to try again what failed. */
    static String line(JsonNode shown) {
        var line = SafeText.line(Words.at(shown, "line"));
        return failures(shown) == 0
                ? line
                : line + " · retry: rollcall job retry " + number(shown) + " --failed";
    }

    /** Such as {@code [########------] 26 of 30 · succeeded 24 · failed 2}. */
    static String bar(JsonNode shown) {
        int runs = shown.path("summary").path("runs").asInt(0);
        int settled = runs - open(shown);
        int full = runs == 0 ? BAR : (int) ((long) BAR * settled / runs);
        return "[%s%s] %d of %d · %s"
                .formatted(
                        "#".repeat(full),
                        "-".repeat(BAR - full),
                        settled,
                        runs,
                        SafeText.line(Words.at(shown, "line")));
    }

    static String number(JsonNode shown) {
        return SafeText.line(Words.at(shown, "job", "number"));
    }

    /**
     * Whether there is nothing more to wait for: every run has come to an end, or its deadline has
     * passed.
     */
    static boolean settled(JsonNode shown) {
        return shown.path("summary").path("waiting").asInt(0) == 0;
    }

    /** Of runs that go on though their deadline has passed; empty where there are none. */
    static Optional<String> goesOn(JsonNode shown) {
        int running = shown.path("summary").path("runningLate").asInt(0);
        return running == 0
                ? Optional.empty()
                : Optional.of(
                        "past the deadline, and %d still running; see rollcall job show %s --runs"
                                .formatted(running, number(shown)));
    }

    /** In part where some run did not succeed. */
    static ExitCode exitCode(JsonNode shown) {
        var summary = shown.path("summary");
        int good = summary.path("succeeded").asInt(0) + summary.path("late").asInt(0);
        return good == summary.path("runs").asInt(0) ? ExitCode.OK : ExitCode.PARTIAL;
    }

    /** How many there are, which the newest one's number tells, and how many of them are listed. */
    static String count(JsonNode page) {
        int shown = page.path("items").size();
        return shown == 0
                ? "no jobs"
                : "newest %s · shown %d".formatted(number(page.path("items").get(0)), shown);
    }

    static Table list(JsonNode page, Terminal terminal) {
        var table = new Table("JOB", "ACTION", "DEVICES", "BY", "ASKED", "STANDS");
        for (var shown : page.path("items")) {
            table.row(
                    number(shown),
                    Words.at(shown, "job", "action", "type"),
                    Words.at(shown, "job", "query").isEmpty()
                            ? "all"
                            : Words.at(shown, "job", "query"),
                    Words.at(shown, "job", "createdBy"),
                    Words.ago(terminal, shown.path("job"), "createdAt"),
                    Words.at(shown, "line"));
        }
        return table;
    }

    static Table runs(Iterable<JsonNode> runs) {
        var table = new Table("DEVICE", "STATE", "OUTCOME", "EXIT", "MESSAGE", "OUTPUT", "RUN");
        for (var run : runs) {
            if (run.path("superseded").asBoolean(false)) {
                continue;
            }
            var hostname = Words.at(run, "hostname");
            table.row(
                    hostname.equals(Words.ABSENT) ? Words.at(run, "device") : hostname,
                    state(run),
                    outcome(run),
                    Words.at(run, "exitCode"),
                    Words.at(run, "message"),
                    Words.at(run, "outputTotal") + " B",
                    Words.at(run, "id"));
        }
        return table;
    }

    private static String state(JsonNode run) {
        if (run.path("silent").asBoolean(false)) {
            return "silent";
        }
        return Words.at(run, "state") + (run.has("outcome") ? "" : late(run));
    }

    private static String outcome(JsonNode run) {
        return Words.at(run, "outcome") + (run.has("outcome") ? late(run) : "");
    }

    private static String late(JsonNode run) {
        return run.path("late").asBoolean(false) ? ", late" : "";
    }

    private static int open(JsonNode shown) {
        var summary = shown.path("summary");
        return summary.path("waiting").asInt(0)
                + summary.path("runningLate").asInt(0)
                + summary.path("silent").asInt(0);
    }

    private static int failures(JsonNode shown) {
        var summary = shown.path("summary");
        return summary.path("failed").asInt(0)
                + summary.path("interrupted").asInt(0)
                + summary.path("unsupported").asInt(0)
                + summary.path("refused").asInt(0);
    }

    private static void addUnlessZero(List<String> parts, String word, JsonNode count) {
        if (count.asInt(0) > 0) {
            parts.add(word + " " + count.asInt(0));
        }
    }
}
