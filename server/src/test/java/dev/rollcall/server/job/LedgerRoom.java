package dev.rollcall.server.job;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.pki.TrustedKeys;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.testing.TestFleet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A ledger beside a fleet. */
final class LedgerRoom {

    static final TrustedKeys TRUSTED = TestFleet.TRUSTED;
    static final Action RESTART = new Action.RestartService("cups.service");

    final Database database;
    final TestFleet fleet;
    final DistrictId district;
    final JobOrders orders = new JobOrders();
    final Jobs jobs;
    final Runs runs = new Runs(orders);
    final RunOutputs outputs = new RunOutputs();
    final RunExpiry expiry = new RunExpiry();
    Instant now;

    LedgerRoom(Database database) {
        this.database = database;
        this.fleet = new TestFleet(database);
        this.district = fleet.district();
        this.now = fleet.instant();
        this.jobs = new Jobs(fleet.ids(), TestFleet::sign, orders);
    }

    EnrolledDevice device() {
        return fleet.device(fleet.root());
    }

    List<EnrolledDevice> devices(int count) {
        return fleet.devices(count, fleet.root());
    }

    void forward(Duration by) {
        fleet.forward(by);
        now = fleet.instant();
    }

    JobRequest request(Action action, Urgency urgency) {
        return new JobRequest(
                district, action, urgency, "org:lincoln", asker(), JobRequest.Times.from(now));
    }

    static JobRequest.Asker asker() {
        return new JobRequest.Asker("person-1", "Ada");
    }

    Job ask(List<EnrolledDevice> devices) {
        return database.write(h -> jobs.create(h, request(RESTART, Urgency.NORMAL), devices, now));
    }

    JobSummary summary(Job job) {
        return database.read(
                h -> RunList.summary(h, district, job.id(), List.of(fleet.root()), now));
    }

    List<RunView> runs(Job job) {
        return database.read(h ->
                RunList.page(
                        h,
                        district,
                        job.id(),
                        List.of(fleet.root()),
                        RunList.After.START,
                        1000,
                        now));
    }
}
