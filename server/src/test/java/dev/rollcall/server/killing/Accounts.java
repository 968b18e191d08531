package dev.rollcall.server.killing;

import dev.rollcall.common.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the ledger, the journals and the scripts say of the same runs.
 *
 * @param devices each job has a run for each
 * @param journals the outcomes of each run that some journal accepted
 * @param witness a line for each time a script was there
 */
record Accounts(
        int devices, List<Run> ledger, Map<String, List<String>> journals, List<String> witness) {

    /**
     * As the server tells it; without an outcome the text is empty.
     *
     * @param repeatable may be carried out again after a crash, and then never is interrupted
     */
    record Run(String job, String id, String state, String outcome, boolean repeatable) {

        boolean ended() {
            return state.equals("done") || state.equals("cancelled");
        }
    }

    /** Reads a journal: for each accepted run, the outcomes that were written. */
    static Map<String, List<String>> outcomes(List<String> journal) {
        var runs = new HashMap<String, List<String>>();
        journal.stream()
                .map(line -> Json.wire().readTree(line.substring(line.indexOf(' ') + 1)))
                .forEach(entry -> {
                    switch (entry.path("entry").stringValue()) {
                        case "accepted" -> runs.put(entry.path("run").stringValue(), List.of());
                        case "done" -> {
                            var outcome = entry.path("outcome");
                            runs.merge(
                                    outcome.path("run").stringValue(),
                                    List.of(outcome.path("outcome").stringValue()),
                                    Accounts::both);
                        }
                        default -> {} // what the comparison does not need
                    }
                });
        return runs;
    }

    static List<String> both(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    boolean allEnded() {
        return ledger.stream().allMatch(Run::ended);
    }

    /** How many runs ended how. */
    Map<String, Long> counts() {
        return ledger.stream()
                .collect(
                        Collectors.groupingBy(
                                run -> run.state() + " " + run.outcome(),
                                TreeMap::new,
                                Collectors.counting()));
    }

    /**
     * Everything in which they do not agree.
     *
     * @param confirmed jobs that the server said it has
     */
    List<String> contradictions(Collection<String> confirmed) {
        var found = new ArrayList<String>();
        var runsOf =
                ledger.stream().collect(Collectors.groupingBy(Run::job, Collectors.counting()));
        confirmed.stream()
                .filter(job -> !runsOf.containsKey(job))
                .forEach(job -> found.add("lost job " + job));
        runsOf.forEach((job, runs) -> {
            if (runs != devices) {
                found.add("job " + job + " has " + runs + " runs");
            }
        });
        var seen =
                witness.stream()
                        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        ledger.forEach(run -> judge(run, seen.getOrDefault(run.id(), 0L), found));
        var known = ledger.stream().map(Run::id).collect(Collectors.toSet());
        var unknown = new HashSet<>(seen.keySet());
        unknown.addAll(journals.keySet());
        unknown.removeAll(known);
        unknown.forEach(run -> found.add("the server does not know " + run));
        return found;
    }

    private void judge(Run run, long seen, List<String> found) {
        var journal = journals.getOrDefault(run.id(), List.of());
        if (run.state().equals("cancelled") && run.outcome().isEmpty()) {
            // withdrawn before anybody had it
            if (seen > 0 || !journal.isEmpty()) {
                found.add("carried out " + run + ", journal " + journal);
            }
            return;
        }
        if (!run.ended()) {
            found.add("lost or still open " + run + ", journal " + journal);
        } else if (!journal.equals(List.of(run.outcome()))) {
            found.add("the journal says " + journal + " of " + run);
        }
        boolean agrees =
                switch (run.outcome()) {
                    case "succeeded" -> run.repeatable() ? seen >= 1 : seen == 1;
                    case "interrupted" -> !run.repeatable() && seen <= 1;
                    case "cancelled" -> seen == 0;
                    default -> false;
                };
        if (!agrees) {
            found.add("seen " + seen + " times: " + run);
        }
    }
}
