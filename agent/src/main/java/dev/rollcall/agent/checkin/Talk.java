package dev.rollcall.agent.checkin;

import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.InventoryBody;
import dev.rollcall.common.protocol.Lane;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What was said in one session, what is wanted, and what is in flight. */
final class Talk {

    private record Said(RunId run, Optional<Outcome> outcome) {

        static Said acknowledged(RunId run) {
            return new Said(run, Optional.empty());
        }

        static Said of(RunOutcome outcome) {
            return new Said(outcome.run(), Optional.of(outcome.outcome()));
        }
    }

    private final Set<Lane> busy = EnumSet.noneOf(Lane.class);
    private final Set<Said> said = new HashSet<>();
    private final Set<RunId> saidRunning = new HashSet<>();
    private Optional<Digest> saidRoot = Optional.empty();
    private boolean greeted;
    private boolean due = true;
    private boolean onTime = true;
    private boolean gathering;
    private boolean runningIsWorthSaying;
    private boolean sectionsWanted;
    private boolean renewalAsked;
    private @Nullable Bodies bodies;

    boolean greeted() {
        return greeted;
    }

    boolean due() {
        return due;
    }

    /** Asked for while a check-in is in flight, another one is due after it. */
    void makeDue() {
        due = true;
    }

    /** The next check-in says all, also what the server was told before. */
    void timeHasCome() {
        due = true;
        onTime = true;
    }

    void sayingAll() {
        due = false;
        onTime = false;
        runningIsWorthSaying = false;
    }

    boolean free(Lane lane) {
        return !busy.contains(lane);
    }

    void occupy(Lane lane) {
        busy.add(lane);
    }

    void release(Lane lane) {
        busy.remove(lane);
    }

    /** A check-in was answered: what it said need not be said at once again. */
    void answered(CheckIn message) {
        greeted = true;
        message.acknowledged().forEach(run -> said.add(Said.acknowledged(run)));
        message.outcomes().forEach(outcome -> said.add(Said.of(outcome)));
        saidRunning.clear();
        saidRunning.addAll(message.running());
        if (message.inventoryRoot().isPresent()) {
            saidRoot = message.inventoryRoot();
        }
    }

    /** Orders were taken on: for a moment their acknowledgement alone is no news. */
    void gather() {
        gathering = true;
    }

    void gathered() {
        gathering = false;
    }

    /**
     * The root as the next check-in says it: when its time has come, and when it is another one
     * than the server has heard in this session.
     */
    Optional<Digest> sayRoot(Optional<Digest> root) {
        return onTime || isNews(root) ? root : Optional.empty();
    }

    /** Whether there is something that no answered check-in of this session has said. */
    boolean isNews(List<RunId> acknowledged, List<RunOutcome> outcomes, Optional<Digest> root) {
        var pending = new HashSet<Said>();
        acknowledged.forEach(run -> pending.add(Said.acknowledged(run)));
        outcomes.forEach(outcome -> pending.add(Said.of(outcome)));
        said.retainAll(pending);
        boolean runs =
                gathering
                        ? outcomes.stream().anyMatch(outcome -> !said.contains(Said.of(outcome)))
                        : pending.size() > said.size();
        return runs || isNews(root);
    }

    /** Whether some of these are not among those that the last check-in named. */
    boolean isNews(List<RunId> running) {
        return !saidRunning.containsAll(running);
    }

    void runningIsWorthSaying() {
        runningIsWorthSaying = true;
    }

    /** What has begun only now may end before it is heard that it began. */
    List<RunId> sayRunning(List<RunId> running) {
        return onTime || runningIsWorthSaying
                ? running
                : running.stream().filter(saidRunning::contains).toList();
    }

    private boolean isNews(Optional<Digest> root) {
        return root.isPresent() && !root.equals(saidRoot);
    }

    /** As many as a check-in may hold, what was not said yet first. */
    List<RunId> pickAcknowledged(List<RunId> runs) {
        return pick(runs, Said::acknowledged);
    }

    /** As many as a check-in may hold, what was not said yet first. */
    List<RunOutcome> pickOutcomes(List<RunOutcome> outcomes) {
        return pick(outcomes, Said::of);
    }

    private <T> List<T> pick(List<T> all, Function<T, Said> saying) {
        return all.stream()
                .sorted(Comparator.comparing(item -> said.contains(saying.apply(item))))
                .limit(CheckIn.MAX_ITEMS)
                .toList();
    }

    void wantSections() {
        sectionsWanted = true;
    }

    boolean sectionsWanted() {
        return sectionsWanted;
    }

    void sendingSections(Bodies exchange) {
        sectionsWanted = false;
        bodies = exchange;
    }

    void want(List<Digest> wanted) {
        if (bodies != null) {
            bodies.want(wanted);
        }
    }

    Optional<InventoryBody> nextBody() {
        return bodies == null ? Optional.empty() : bodies.next();
    }

    /** Asked once in a session: a server that does not renew is not asked again and again. */
    boolean mayAskRenewal() {
        return greeted && !renewalAsked;
    }

    void askRenewal() {
        renewalAsked = true;
    }
}
