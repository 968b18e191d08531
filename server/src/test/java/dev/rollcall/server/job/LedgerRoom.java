package dev.rollcall.server.job;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.pki.TrustedKeys;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.storage.Database;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A ledger in a fresh district with devices, a clock that is moved by hand, and a real order key.
 */
final class LedgerRoom {

    private static final KeyPair KEY = EcKeys.generate();
    static final TrustedKeys TRUSTED = TrustedKeys.of(List.of(KEY.getPublic()));
    static final Action RESTART = new Action.RestartService("cups.service");

    final Database database;
    final DistrictId district;
    final JobOrders orders = new JobOrders();
    final Jobs jobs;
    final Runs runs = new Runs(orders);
    final RunOutputs outputs = new RunOutputs();
    final RunExpiry expiry = new RunExpiry();
    Instant now = Instant.parse("2026-09-01T08:00:00Z");

    private final IdSource ids;

    LedgerRoom(Database database) {
        this.database = database;
        this.ids = new IdSource(InstantSource.system(), new Random(1));
        this.jobs = new Jobs(ids, LedgerRoom::sign, orders);
        this.district =
                database.write(h ->
                        new Units(ids)
                                .createDistrict(h, "lincoln", "Lincoln", ZoneOffset.UTC, now));
    }

    static SignedDocument sign(DistrictId district, String type, byte[] payload) {
        return SignedDocument.sign(type, payload, KeyId.of(KEY.getPublic()), KEY.getPrivate());
    }

    EnrolledDevice device() {
        return devices(1).getFirst();
    }

    List<EnrolledDevice> devices(int count) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        new EnrolledDevice(
                                district,
                                new DeviceId(ids.next()),
                                new EnrollmentId(ids.next()),
                                Unit.root(district)))
                .toList();
    }

    void forward(Duration by) {
        now = now.plus(by);
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
                h -> RunList.summary(h, district, job.id(), List.of(Unit.root(district)), now));
    }

    List<RunView> runs(Job job) {
        return database.read(h ->
                RunList.page(
                        h,
                        district,
                        job.id(),
                        List.of(Unit.root(district)),
                        RunList.After.START,
                        1000,
                        now));
    }
}
