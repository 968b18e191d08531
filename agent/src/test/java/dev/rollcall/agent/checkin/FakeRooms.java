package dev.rollcall.agent.checkin;

import dev.rollcall.common.id.RunId;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.protocol.PolicyOffer;
import dev.rollcall.common.protocol.PolicyReport;
import dev.rollcall.common.protocol.RunOutput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/** Rooms that hold everything in memory and run every order successfully at once. */
final class FakeRooms implements Runs, Policies, Inventories {

    final Set<RunId> toAcknowledge = new LinkedHashSet<>();
    final Set<RunId> running = new LinkedHashSet<>();
    final List<RunOutcome> outcomes = new ArrayList<>();
    final List<RunId> cancelled = new ArrayList<>();
    final Queue<RunOutput> output = new ArrayDeque<>();
    final List<SignedDocument> bundles = new ArrayList<>();
    Optional<Digest> policy = Optional.empty();
    Optional<PolicyReport> report = Optional.empty();
    volatile Reenrollments reenrollments = Reenrollments.none();
    InventorySnapshot snapshot = new InventorySnapshot(List.of(), java.util.Map.of());
    volatile VolatileFacts figures = VolatileFacts.NONE;

    Rooms rooms() {
        return new Rooms(
                this, this, this, new FakeTrust(), Renewals.none(), why -> reenrollments.ask(why));
    }

    @Override
    public synchronized List<RunId> accept(List<RunOrder> orders) {
        var ids = orders.stream().map(RunOrder::run).toList();
        for (var id : ids) {
            if (toAcknowledge.add(id)) {
                outcomes.add(RunOutcome.without(id, Outcome.SUCCEEDED, "done"));
            }
        }
        return ids;
    }

    @Override
    public synchronized List<RunId> toAcknowledge() {
        return List.copyOf(toAcknowledge);
    }

    @Override
    public synchronized List<RunId> running() {
        return List.copyOf(running);
    }

    @Override
    public synchronized List<RunOutcome> outcomes() {
        return List.copyOf(outcomes);
    }

    @Override
    public boolean journalLost() {
        return false;
    }

    @Override
    public synchronized void recorded(List<RunId> runs, List<RunOutcome> said) {
        toAcknowledge.removeAll(runs);
        outcomes.removeIf(outcome -> runs.contains(outcome.run()));
    }

    @Override
    public synchronized void cancel(List<RunId> runs) {
        cancelled.addAll(runs);
    }

    @Override
    public synchronized Optional<RunOutput> nextOutput() {
        return Optional.ofNullable(output.peek());
    }

    @Override
    public synchronized void outputReceived(RunOutput chunk) {
        output.remove(chunk);
    }

    @Override
    public synchronized Optional<Digest> hash() {
        return policy;
    }

    @Override
    public synchronized void offer(PolicyOffer offer) {
        policy = Optional.of(offer.hash());
        report = Optional.of(new PolicyReport(offer.hash(), List.of()));
    }

    @Override
    public synchronized Optional<PolicyReport> report() {
        return report;
    }

    @Override
    public synchronized void reported(PolicyReport sent) {
        report = Optional.empty();
    }

    @Override
    public synchronized InventorySnapshot snapshot() {
        return snapshot;
    }

    @Override
    public Optional<VolatileFacts> volatileFacts() {
        return Optional.of(figures);
    }

    private final class FakeTrust implements Trust {

        @Override
        public Digest hash() {
            return Digest.of("trust");
        }

        @Override
        public void offer(SignedDocument bundle) {
            bundles.add(bundle);
        }
    }
}
