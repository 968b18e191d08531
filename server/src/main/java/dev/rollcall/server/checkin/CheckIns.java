package dev.rollcall.server.checkin;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.protocol.AgentMessage;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.common.protocol.InventoryBody;
import dev.rollcall.common.protocol.PolicyReport;
import dev.rollcall.common.protocol.Received;
import dev.rollcall.common.protocol.RenewalRequest;
import dev.rollcall.common.protocol.RunOutput;
import dev.rollcall.common.protocol.Sections;
import dev.rollcall.common.protocol.ServerMessage;
import dev.rollcall.common.protocol.Unsupported;
import dev.rollcall.server.checkin.FreeSpace.Room;
import dev.rollcall.server.device.Continuation;
import dev.rollcall.server.device.Continuation.Verdict;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.Presences;
import dev.rollcall.server.device.SessionFacts;
import dev.rollcall.server.inventory.Deliveries;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.problem.Refusals;
import dev.rollcall.server.storage.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what agents say, each answer after all it confirms is durable. Safe for use by many
 * threads; nothing here waits.
 */
public final class CheckIns {

    private static final Logger LOG = LoggerFactory.getLogger(CheckIns.class);

    private static final int MOST_ORDERS = 16;
    private static final int MOST_CANCELLED = 256;
    private static final String RENEWAL = "renewal-request";
    private static final Duration DISK_AGAIN = Duration.ofMinutes(10);
    private static final Duration QUARANTINE = Duration.ofMinutes(1);

    private final Database database;
    private final Presences presences;
    private final Deliveries deliveries;
    private final Doors doors;
    private final MinimumVersion minimum;
    private final FreeSpace space;
    private final Pace pace;
    private final CheckInMeters meters;

    /** Sessions whose sections were wanted when there was no room. */
    private final Set<Long> putOff = ConcurrentHashMap.newKeySet();

    /**
     * When agents come back, and where new continuations come from.
     *
     * @param every between two check-ins without a nudge
     * @param heartbeat of an idle session
     * @param random unpredictable
     */
    public record Pace(
            Duration every, Duration heartbeat, InstantSource clock, RandomGenerator random) {}

    public CheckIns(
            Database database,
            Presences presences,
            Deliveries deliveries,
            Doors doors,
            MinimumVersion minimum,
            FreeSpace space,
            Pace pace,
            CheckInMeters meters) {
        this.database = database;
        this.presences = presences;
        this.deliveries = deliveries;
        this.doors = doors;
        this.minimum = minimum;
        this.space = space;
        this.pace = pace;
        this.meters = meters;
    }

    /** Completes with a {@code Problem} for what is refused. */
    public CompletableFuture<ServerMessage> answer(
            EnrolledDevice device, SessionFacts session, AgentMessage message) {
        var now = pace.clock().instant();
        var room = space.room();
        return switch (message) {
            case CheckIn checkIn -> checkIn(device, session, checkIn, room, now);
            case Sections sections ->
                    room == Room.EVERYTHING
                            ? answer(deliveries.sections(device, session, sections, now))
                            : turnedAway(session);
            case InventoryBody body ->
                    room == Room.EVERYTHING
                            ? answer(deliveries.body(device, session, body, now))
                            : turnedAway(session);
            case RunOutput output ->
                    record(room, h -> doors.output().store(h, device, output, now));
            case PolicyReport report ->
                    record(
                            room,
                            h -> {
                                requireCurrent(h, device);
                                doors.policyReport().report(h, device, report, now);
                            });
            case RenewalRequest request -> renewal(device, request, room, now);
            case Unsupported unknown -> done(unknown);
        };
    }

    /**
     * Says that nothing is wanted, and keeps nothing: a refusal would end a session that outcomes
     * and urgent orders need. The device is asked for its sections again when there is room.
     */
    private CompletableFuture<ServerMessage> turnedAway(SessionFacts session) {
        deliveries.ended(session);
        putOff.add(session.number());
        meters.turnedAway();
        return done(Received.nothingWanted());
    }

    /** To be told when a session is over. */
    public void ended(SessionFacts session) {
        deliveries.ended(session);
        putOff.remove(session.number());
    }

    private CompletableFuture<ServerMessage> checkIn(
            EnrolledDevice device, SessionFacts session, CheckIn message, Room room, Instant now) {
        if (message.about().filter(agent -> minimum.forbids(agent.version())).isPresent()) {
            LOG.info("agent too old device={}", device.device());
            return done(Refusals.of(ProblemCode.AGENT_TOO_OLD));
        }
        if (room == Room.ONLY_OUTCOMES && message.outcomes().isEmpty()) {
            return diskNearlyFull();
        }
        if (room == Room.ONLY_OUTCOMES && message.inventoryRoot().isPresent()) {
            putOff.add(session.number());
        }
        var begun = meters.begin();
        return database.submit(
                        h -> {
                            var reply =
                                    room == Room.ONLY_OUTCOMES
                                            ? onlyOutcomes(h, device, message, now)
                                            : whole(h, device, session, message, room, now);
                            KillPoint.pass("server.check-in.before-commit");
                            return reply;
                        })
                .thenApply(reply -> {
                    KillPoint.pass("server.check-in.after-commit");
                    meters.answered(begun, recorded(message, reply));
                    return reply;
                });
    }

    private static List<RunOutcome> recorded(CheckIn message, CheckInReply reply) {
        var runs = Set.copyOf(reply.recorded());
        return message.outcomes().stream().filter(o -> runs.contains(o.run())).toList();
    }

    private CheckInReply whole(
            Handle handle,
            EnrolledDevice device,
            SessionFacts session,
            CheckIn message,
            Room room,
            Instant now) {
        requireCurrent(handle, device);
        var arrived = arrive(handle, device, session, message, now);
        var continuation = arrived.continuation();
        takeBack(handle, device, message);
        // not of machines that share an enrollment: each would have it otherwise
        if (!arrived.shared()) {
            message.about()
                    .ifPresent(
                            about -> doors.keys().said(handle, device, about.keyProtection(), now));
        }
        var recorded = new ArrayList<RunId>();
        if (!message.acknowledged().isEmpty()) {
            recorded.addAll(
                    doors.acknowledge().acknowledge(handle, device, message.acknowledged(), now));
        }
        if (!message.running().isEmpty()) {
            doors.running().begin(handle, device, message.running(), now);
        }
        if (!message.outcomes().isEmpty()) {
            recorded.addAll(doors.finish().finish(handle, device, message.outcomes(), now));
        }
        if (arrived.shared()) {
            return quarantined(handle, device, continuation, recorded, now);
        }
        var policy = doors.policy().offer(handle, device, message.policyHash());
        var work = work(handle, device, Urgency.BACKGROUND, now);
        return new CheckInReply(
                now,
                continuation.current(),
                wantsSections(handle, device, session, message, room, now),
                policy,
                ReplySize.fitting(work.orders(), policy),
                work.cancelled(),
                recorded,
                doors.trust().offer(handle, device, message.trustHash(), now),
                pace.every(),
                Optional.of(pace.heartbeat()),
                Optional.empty());
    }

    /** Urgent work, and what is confirmed; no policy, no trust, nothing of the inventory. */
    private CheckInReply quarantined(
            Handle handle,
            EnrolledDevice device,
            Continuation continuation,
            List<RunId> recorded,
            Instant now) {
        var work = work(handle, device, Urgency.URGENT, now);
        return new CheckInReply(
                now,
                continuation.current(),
                false,
                Optional.empty(),
                ReplySize.fitting(work.orders(), Optional.empty()),
                work.cancelled(),
                recorded,
                Optional.empty(),
                QUARANTINE,
                Optional.of(pace.heartbeat()),
                Optional.of(ProblemCode.IDENTITY_CLONED.word()));
    }

    private Doors.Work work(Handle handle, EnrolledDevice device, Urgency least, Instant now) {
        var most = new Doors.Amount(MOST_ORDERS, MOST_CANCELLED, least);
        return doors.lease().work(handle, device, most, now);
    }

    /** A root that was named when there was no room is not named again for a while. */
    private boolean wantsSections(
            Handle handle,
            EnrolledDevice device,
            SessionFacts session,
            CheckIn message,
            Room room,
            Instant now) {
        boolean wanted = deliveries.wantsSections(handle, device, message.inventoryRoot(), now);
        if (room == Room.EVERYTHING) {
            return putOff.remove(session.number()) || wanted;
        }
        if (wanted) {
            putOff.add(session.number());
        }
        return false;
    }

    /**
     * What is kept by device must not go to a record that the device has left. Sections need no
     * such look: what is lacking is seen at the next pass. Neither do outcomes, which go by
     * enrollment.
     */
    private void requireCurrent(Handle handle, EnrolledDevice device) {
        if (!doors.records().isCurrent(handle, device)) {
            throw new Problem(ProblemCode.RECORD_CHANGED, ProblemCode.RECORD_CHANGED.sentence());
        }
    }

    /** First: what the message names is acknowledged again, or has its outcome, right after. */
    private void takeBack(Handle handle, EnrolledDevice device, CheckIn message) {
        if (message.journalLost().isPresent()) {
            LOG.warn(
                    "agent lost its journal of runs device={} enrollment={}",
                    device.device(),
                    device.enrollment());
            doors.forgotten().forgotten(handle, device);
        }
    }

    /** How a check-in was taken. @param shared whether other machines hold the same identity */
    private record Arrived(Continuation continuation, boolean shared) {}

    private Arrived arrive(
            Handle handle,
            EnrolledDevice device,
            SessionFacts session,
            CheckIn message,
            Instant now) {
        var before = presences.standing(handle, device.district(), device.device());
        // a new enrollment begins a new thread
        var same = before.filter(s -> s.enrollment().equals(device.enrollment()));
        var given = same.flatMap(Presences.Standing::continuation);
        boolean shared =
                doors.clones()
                        .shared(
                                handle,
                                device,
                                same,
                                Presences.bootId(message),
                                message.continuation(),
                                now);
        if (!shared && same.filter(s -> s.sameMoment(session, message, now)).isPresent()) {
            return new Arrived(given.orElseThrow(), false);
        }
        var fork = Continuation.judge(given, message.continuation()) == Verdict.FORK_SUSPECTED;
        if (fork) {
            meters.forkSuspected();
            LOG.warn(
                    "continuation was never given device={} enrollment={}",
                    device.device(),
                    device.enrollment());
        }
        var next = Continuation.next(given, message.continuation(), pace.random());
        presences.record(
                handle, new Presences.Arrival(device, session, message, next, fork, now), before);
        return new Arrived(next, shared);
    }

    /** The continuation stays as it is, since nothing but the outcomes is written. */
    private CheckInReply onlyOutcomes(
            Handle handle, EnrolledDevice device, CheckIn message, Instant now) {
        takeBack(handle, device, message);
        var continuation =
                presences
                        .standing(handle, device.district(), device.device())
                        .filter(s -> s.enrollment().equals(device.enrollment()))
                        .flatMap(Presences.Standing::continuation)
                        .map(Continuation::current)
                        .or(message::continuation)
                        .orElse("none");
        return new CheckInReply(
                now,
                continuation,
                false,
                Optional.empty(),
                List.of(),
                List.of(),
                doors.finish().finish(handle, device, message.outcomes(), now),
                Optional.empty(),
                DISK_AGAIN,
                Optional.of(pace.heartbeat()),
                Optional.empty());
    }

    private CompletableFuture<ServerMessage> record(Room room, Consumer<Handle> command) {
        if (room == Room.ONLY_OUTCOMES) {
            return diskNearlyFull();
        }
        return database.submit(handle -> {
            command.accept(handle);
            return Received.nothingWanted();
        });
    }

    /** A device that may not renew now is not sent away: it goes on with what it has. */
    private CompletableFuture<ServerMessage> renewal(
            EnrolledDevice device, RenewalRequest request, Room room, Instant now) {
        if (room == Room.ONLY_OUTCOMES) {
            return done(new Unsupported(RENEWAL));
        }
        return doors.renewal()
                .renew(device, request, now)
                .thenApply(reply ->
                        reply.<ServerMessage>map(r -> r).orElseGet(() -> new Unsupported(RENEWAL)));
    }

    private static CompletableFuture<ServerMessage> diskNearlyFull() {
        return done(Refusals.of(ProblemCode.STORAGE_LOW, DISK_AGAIN));
    }

    private static CompletableFuture<ServerMessage> answer(CompletableFuture<Received> received) {
        return received.thenApply(r -> r);
    }

    private static CompletableFuture<ServerMessage> done(ServerMessage message) {
        return CompletableFuture.completedFuture(message);
    }
}
