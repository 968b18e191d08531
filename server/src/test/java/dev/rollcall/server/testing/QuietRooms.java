package dev.rollcall.server.testing;

import dev.rollcall.agent.checkin.Inventories;
import dev.rollcall.agent.checkin.Policies;
import dev.rollcall.agent.checkin.Runs;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.protocol.PolicyOffer;
import dev.rollcall.common.protocol.PolicyReport;
import dev.rollcall.common.protocol.RunOutput;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rooms of a device that has nothing to say but that it is there. */
final class QuietRooms implements Runs, Policies, Inventories {

    @Override
    public List<RunId> accept(List<RunOrder> orders) {
        return List.of();
    }

    @Override
    public List<RunId> toAcknowledge() {
        return List.of();
    }

    @Override
    public List<RunId> running() {
        return List.of();
    }

    @Override
    public List<RunOutcome> outcomes() {
        return List.of();
    }

    @Override
    public boolean journalLost() {
        return false;
    }

    @Override
    public void recorded(List<RunId> runs, List<RunOutcome> said) {}

    @Override
    public void cancel(List<RunId> runs) {}

    @Override
    public Optional<RunOutput> nextOutput() {
        return Optional.empty();
    }

    @Override
    public void outputReceived(RunOutput chunk) {}

    @Override
    public Optional<Digest> hash() {
        return Optional.empty();
    }

    @Override
    public void offer(PolicyOffer offer) {}

    @Override
    public Optional<PolicyReport> report() {
        return Optional.empty();
    }

    @Override
    public void reported(PolicyReport sent) {}

    @Override
    public InventorySnapshot snapshot() {
        return new InventorySnapshot(List.of(), Map.of());
    }
}
