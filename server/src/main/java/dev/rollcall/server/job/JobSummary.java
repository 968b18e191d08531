package dev.rollcall.server.job;

import dev.rollcall.common.job.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a job stands, each run counted once, in the first that fits; runs that a retry replaced do
 * not count.
 *
 * @param late succeeded, but reported after the deadline
 * @param runningLate begun, as the agent said, and not ended by the deadline
 * @param silent not begun, as far as is known, by the deadline: a provisional view, a later report
 *     counts
 * @param waiting open and in time
 * @param notNow expired, and the last word was that the device is busy
 * @param expired without a word
 * @param failures of all runs that ended without success, grouped by the same message: the largest
 *     groups
 * @param failureGroups how many groups there are
 */
public record JobSummary(
        int runs,
        int succeeded,
        int failed,
        int interrupted,
        int unsupported,
        int refused,
        int late,
        int runningLate,
        int silent,
        int waiting,
        int cancelled,
        int notNow,
        int expired,
        int ended,
        List<Group> failures,
        int failureGroups) {

    /** Failures that say the same. @param message as most of them put it */
    public record Group(String message, int runs) {}

    /** So many runs stand alike. */
    record Count(
            RunState state, Optional<Outcome> outcome, boolean late, boolean overdue, int runs) {}

    private static final int GROUPS = 20;
    private static final int MOST_SAID = 3;
    private static final Pattern NUMBERS = Pattern.compile("\\b(0x[0-9a-fA-F]+|\\d+)\\b");

    public JobSummary {
        failures = List.copyOf(failures);
    }

    static JobSummary of(List<Count> counts, Map<String, Integer> failureMessages) {
        var groups = grouped(failureMessages);
        return new JobSummary(
                sum(counts, c -> true),
                sum(counts, c -> ended(c, Outcome.SUCCEEDED) && !c.late()),
                sum(counts, c -> ended(c, Outcome.FAILED)),
                sum(counts, c -> ended(c, Outcome.INTERRUPTED)),
                sum(counts, c -> ended(c, Outcome.UNSUPPORTED)),
                sum(counts, c -> ended(c, Outcome.REFUSED)),
                sum(counts, c -> ended(c, Outcome.SUCCEEDED) && c.late()),
                sum(counts, c -> c.state() == RunState.RUNNING && c.overdue()),
                sum(counts, c -> c.state().open() && c.state() != RunState.RUNNING && c.overdue()),
                sum(counts, c -> c.state().open() && !c.overdue()),
                sum(counts, c -> c.state() == RunState.CANCELLED),
                sum(counts, c -> c.state() == RunState.EXPIRED && wasBusy(c)),
                sum(counts, c -> c.state() == RunState.EXPIRED && !wasBusy(c)),
                sum(counts, c -> c.state() == RunState.VOID),
                groups.stream().limit(GROUPS).toList(),
                groups.size());
    }

    /** Messages that differ only in numbers are one group; the largest first. */
    static List<Group> grouped(Map<String, Integer> messages) {
        var alike =
                messages.entrySet().stream()
                        .collect(
                                Collectors.groupingBy(
                                        e -> NUMBERS.matcher(e.getKey()).replaceAll("#"),
                                        TreeMap::new,
                                        Collectors.toList()));
        return alike.values().stream()
                .map(same ->
                        new Group(
                                same.stream()
                                        .max(
                                                Map.Entry.<String, Integer>comparingByValue()
                                                        .thenComparing(Map.Entry.comparingByKey()))
                                        .orElseThrow()
                                        .getKey(),
                                same.stream().mapToInt(Map.Entry::getValue).sum()))
                .sorted(
                        Comparator.comparingInt(Group::runs)
                                .reversed()
                                .thenComparing(Group::message))
                .toList();
    }

    /** Such as {@code succeeded 26 · failed 2 ("dpkg was interrupted" ×2) · late 1 · silent 1}. */
    public String line() {
        var parts = new ArrayList<String>();
        add(parts, "succeeded", succeeded);
        add(parts, "failed", failed);
        add(parts, "interrupted", interrupted);
        add(parts, "unsupported", unsupported);
        add(parts, "refused", refused);
        if (!failures.isEmpty()) {
            int last = parts.size() - 1;
            parts.set(last, parts.get(last) + " (" + said() + ")");
        }
        add(parts, "late", late);
        add(parts, "running late", runningLate);
        add(parts, "silent", silent);
        add(parts, "waiting", waiting);
        add(parts, "cancelled", cancelled);
        add(parts, "not now until it expired", notNow);
        add(parts, "expired", expired);
        add(parts, "enrollment ended", ended);
        return parts.isEmpty() ? "no runs" : String.join(" · ", parts);
    }

    private String said() {
        var said =
                failures.stream()
                        .limit(MOST_SAID)
                        .map(group -> "\"" + group.message() + "\" ×" + group.runs())
                        .collect(Collectors.joining(", "));
        int more = failureGroups - MOST_SAID;
        return more > 0 ? said + ", and " + more + " more" : said;
    }

    private static void add(List<String> parts, String word, int count) {
        if (count > 0) {
            parts.add(word + " " + count);
        }
    }

    private static boolean ended(Count count, Outcome outcome) {
        return count.state() == RunState.DONE
                && count.outcome().filter(o -> o == outcome).isPresent();
    }

    private static boolean wasBusy(Count count) {
        return count.outcome().filter(o -> o == Outcome.NOT_NOW).isPresent();
    }

    private static int sum(List<Count> counts, Predicate<Count> which) {
        return counts.stream().filter(which).mapToInt(Count::runs).sum();
    }
}
