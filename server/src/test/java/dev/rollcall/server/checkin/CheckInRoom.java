package dev.rollcall.server.checkin;

import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.common.protocol.AgentAbout;
import dev.rollcall.common.protocol.AgentMessage;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.common.protocol.ServerMessage;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.Presences;
import dev.rollcall.server.device.SessionFacts;
import dev.rollcall.server.device.Sighting;
import dev.rollcall.server.inventory.Bodies;
import dev.rollcall.server.inventory.Deliveries;
import dev.rollcall.server.inventory.InventoryIntake;
import dev.rollcall.server.inventory.VolatileSeries;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.Installation;
import dev.rollcall.server.testing.TestDistrict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Check-ins on a real database, with doors of the test's own. */
final class CheckInRoom {

    static final Duration HEARTBEAT = Duration.ofSeconds(60);

    final TestDistrict district;
    final Database database;
    final Presences presences;
    final AtomicLong usable = new AtomicLong(Long.MAX_VALUE);
    static final String MINIMUM = "0.1.0";

    final AtomicLong asked = new AtomicLong();
    final FreeSpace space;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Optional<String> continuation = Optional.empty();
    private final CheckIns checkIns;

    CheckInRoom(Database database, Doors doors) {
        this(database, doors, new TestDistrict(database));
    }

    private CheckInRoom(Database database, Doors doors, TestDistrict district) {
        this.database = database;
        this.presences = new Presences(database.read(Installation::epoch).orElse(0L));
        this.district = district;
        var intake = new InventoryIntake(new Bodies(), (h, d, id, description, tag) -> {});
        this.space =
                new FreeSpace(
                        () -> {
                            asked.incrementAndGet();
                            return usable.get();
                        },
                        1000,
                        100,
                        district);
        this.checkIns =
                new CheckIns(
                        database,
                        presences,
                        new Deliveries(database, intake, new VolatileSeries(), Runnable::run),
                        doors,
                        new MinimumVersion(MINIMUM),
                        space,
                        new CheckIns.Pace(
                                Duration.ofMinutes(15), HEARTBEAT, district, new Random(5)),
                        new CheckInMeters(meters));
    }

    /** As a server finds it that starts on a restored database. */
    CheckInRoom restored() {
        database.change(h -> {
            if (Installation.epoch(h).isEmpty()) {
                Installation.begin(h, district.instant());
            }
            Installation.raise(h, district.instant());
        });
        return new CheckInRoom(database, quiet(), district);
    }

    static Doors quiet() {
        return counting(new AtomicInteger());
    }

    /**
     * @param looked how often work was looked for
     */
    static Doors counting(AtomicInteger looked) {
        return doors(looked, (h, device) -> true);
    }

    /** Of enrollments that are of another record than their sessions began as. */
    static Doors ofAnotherRecord() {
        return doors(new AtomicInteger(), (h, device) -> false);
    }

    private static Doors doors(AtomicInteger looked, Doors.Records current) {
        return new Doors(
                (h, by) -> {},
                (h, by, runs, now) -> runs,
                (h, by, runs, now) -> {},
                (h, by, outcomes, now) -> outcomes.stream().map(RunOutcome::run).toList(),
                (h, to, most, now) -> {
                    looked.incrementAndGet();
                    return new Doors.Work(List.of(), List.of());
                },
                (h, from, output, now) -> {},
                (h, device, held) -> Optional.empty(),
                (h, from, report, now) -> {},
                (device, request, now) -> CompletableFuture.completedFuture(Optional.empty()),
                (handle, to, held, now) -> Optional.empty(),
                (h, device, before, boot, echoed, now) -> false,
                current,
                (h, by, claim, now) -> {});
    }

    double counted(String name) {
        return meters.counter(name).count();
    }

    /** From the next second on. */
    void leave(long bytes) {
        usable.set(bytes);
        district.forward(Duration.ofSeconds(1));
    }

    ServerMessage answer(EnrolledDevice device, SessionFacts session, AgentMessage message) {
        return checkIns.answer(device, session, message).join();
    }

    List<Sighting> sightings(EnrolledDevice device) {
        return database.read(h -> presences.sightings(h, device.district(), device.device()));
    }

    /** A check-in that echoes what the last reply gave. */
    CheckInReply checkIn(EnrolledDevice device, SessionFacts session) {
        var reply = (CheckInReply) answer(device, session, message(continuation, Optional.empty()));
        continuation = Optional.of(reply.continuation());
        return reply;
    }

    /** A later one of a session, which says nothing of the agent any more. */
    CheckInReply follow(EnrolledDevice device, SessionFacts session) {
        return follow(device, session, "boot-1");
    }

    CheckInReply follow(EnrolledDevice device, SessionFacts session, String bootId) {
        var said =
                new CheckIn(
                        bootId,
                        continuation,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        List.of());
        var reply = (CheckInReply) answer(device, session, said);
        continuation = Optional.of(reply.continuation());
        return reply;
    }

    static CheckIn message(Optional<String> continuation, Optional<Digest> root) {
        return new CheckIn(
                "boot-1",
                continuation,
                Optional.of(about()),
                Optional.empty(),
                Optional.empty(),
                root,
                List.of(),
                List.of(),
                Optional.empty(),
                List.of());
    }

    static CheckIn saying(List<RunId> acknowledged, List<RunOutcome> outcomes) {
        return new CheckIn(
                "boot-1",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                acknowledged,
                outcomes,
                Optional.empty(),
                List.of());
    }

    static AgentAbout about() {
        return new AgentAbout(
                "0.1.0",
                "lab\u0000-1\u001b[31m",
                "linux",
                KeyProtection.FILE,
                List.of("run-script", "restart-service"),
                List.of("file"));
    }
}
