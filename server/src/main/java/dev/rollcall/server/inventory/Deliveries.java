package dev.rollcall.server.inventory;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.protocol.InventoryBody;
import dev.rollcall.common.protocol.Received;
import dev.rollcall.common.protocol.Sections;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.Presences;
import dev.rollcall.server.device.SessionFacts;
import dev.rollcall.server.inventory.InventoryIntake.Reported;
import dev.rollcall.server.inventory.InventoryIntake.Settled;
import dev.rollcall.server.inventory.ReceivedBody.Reading;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;

/**
 * The inventory conversation of every session: which bodies it was asked for, and bodies put
 * together from parts. Safe for use by many threads; nothing here waits.
 */
public final class Deliveries {

    private static final String TOO_MUCH = "the device sent too much news in a day";

    /** Characters of unfinished bodies over all sessions, past which devices are to come later. */
    private static final long MOST_HELD = 64L * 1024 * 1024;

    /** After which another device is asked for what a silent one was asked for. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    /** For what others are sending; well within an agent's patience for an answer. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(35);

    private final Database database;
    private final InventoryIntake intake;
    private final VolatileSeries series;
    private final Executor work;
    private final Duration silence;
    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<Long, Delivery> bySession = new ConcurrentHashMap<>();
    private final OnTheWay onTheWay;
    private final Allowance allowance = new Allowance();
    private final AtomicLong held = new AtomicLong();

    /**
     * @param work for hashing and reading bodies, off the caller's thread
     */
    public Deliveries(
            Database database, InventoryIntake intake, VolatileSeries series, Executor work) {
        this(database, intake, series, work, SILENCE, System::nanoTime);
    }

    /**
     * @param silence after which another device is asked
     * @param nanoTime as {@link System#nanoTime}, by which a device is silent
     */
    Deliveries(
            Database database,
            InventoryIntake intake,
            VolatileSeries series,
            Executor work,
            Duration silence,
            LongSupplier nanoTime) {
        this.database = database;
        this.intake = intake;
        this.series = series;
        this.work = work;
        this.silence = silence;
        this.nanoTime = nanoTime;
        this.onTheWay = new OnTheWay(silence);
    }

    /** Whether a device is to send its sections, whose digests have this root. */
    public boolean wantsSections(
            Handle handle, EnrolledDevice device, Optional<Digest> root, Instant now) {
        return root.isPresent()
                && InventoryPass.wantsSections(root, InventoryPasses.last(handle, device), now);
    }

    /** Nothing is wanted of machines that share an enrollment. */
    public CompletableFuture<Received> sections(
            EnrolledDevice device, SessionFacts session, Sections message, Instant now) {
        ended(session);
        if (!allowance.takesReport(device.device(), now)) {
            return CompletableFuture.completedFuture(Received.nothingWanted());
        }
        var delivery =
                new Delivery(
                        held,
                        device.district(),
                        InventorySnapshot.root(message.reports()),
                        now,
                        nanoTime);
        // before anything is asked: when the session ends meanwhile, it is known to be over
        bySession.put(session.number(), delivery);
        delivery.heard();
        return database.submit(
                        h -> {
                            if (Presences.isInQuarantine(h, device)) {
                                return Reported.COMPLETE;
                            }
                            message.volatileFacts()
                                    .ifPresent(f -> series.record(h, device, f, now));
                            var reported = intake.sections(h, device, message.reports(), now);
                            KillPoint.pass("server.sections.before-commit");
                            return reported;
                        })
                .thenCompose(reported -> {
                    delivery.begin(reported.pending());
                    return ask(device, delivery, reported.lacking(), now, latest());
                })
                .whenComplete((_, _) -> delivery.answered());
    }

    /** Completes with a {@link Problem} for what was not asked for or is not what it claims. */
    public CompletableFuture<Received> body(
            EnrolledDevice device, SessionFacts session, InventoryBody part, Instant now) {
        var delivery = bySession.get(session.number());
        if (delivery == null) {
            return refused(ProblemCode.NOT_WANTED);
        }
        if (held.get() > MOST_HELD) {
            return refused(ProblemCode.BUSY);
        }
        delivery.heard();
        return CompletableFuture.supplyAsync(() -> delivery.take(part), work)
                .thenCompose(whole ->
                        whole.isPresent()
                                ? whole(device, delivery, part, whole.get(), now)
                                : CompletableFuture.completedFuture(Received.nothingWanted()))
                .whenComplete((_, _) -> delivery.answered());
    }

    /** To be told when a session is over. */
    public void ended(SessionFacts session) {
        var delivery = bySession.remove(session.number());
        if (delivery != null) {
            onTheWay.abandoned(delivery, delivery.end());
        }
    }

    /** Devices that wait for bodies that others are sending. */
    public long waiting() {
        return bySession.values().stream().filter(Delivery::waits).count();
    }

    /** Characters of unfinished bodies, over all sessions. */
    public long held() {
        return held.get();
    }

    private CompletableFuture<Received> whole(
            EnrolledDevice device,
            Delivery delivery,
            InventoryBody last,
            String text,
            Instant now) {
        if (intake.isHere(device, last.kind(), last.digest())) {
            // another device sent the same
            return arrived(device, delivery, last, List.of(), now);
        }
        if (!allowance.takesBody(device.device(), text.length(), now)) {
            return givenUp(device, delivery, last, TOO_MUCH, now);
        }
        return switch (ReceivedBody.read(last.kind(), last.digest(), text)) {
            case Reading.Mismatch() -> refused(ProblemCode.DIGEST_MISMATCH);
            case Reading.Senseless(var why) -> givenUp(device, delivery, last, why, now);
            case Reading.Understood(var body) ->
                    database.submit(
                                    h -> {
                                        intake.store(h, device, body, now);
                                        KillPoint.pass("server.body.before-commit");
                                        return intake.lackingBuckets(h, device, body);
                                    })
                            .thenCompose(more -> arrived(device, delivery, last, more, now));
        };
    }

    private CompletableFuture<Received> givenUp(
            EnrolledDevice device, Delivery delivery, InventoryBody body, String why, Instant now) {
        return database.submit(h ->
                        Presences.isInQuarantine(h, device)
                                ? List.<Pending>of()
                                : intake.giveUp(h, device, delivery, body.digest(), why, now))
                .thenCompose(given -> {
                    delivery.settled(given);
                    return arrived(device, delivery, body, List.of(), now);
                });
    }

    private CompletableFuture<Received> arrived(
            EnrolledDevice device,
            Delivery delivery,
            InventoryBody body,
            List<Wanted> more,
            Instant now) {
        var own = own(delivery, more, false);
        var wanted = new Wanted(body.kind(), body.digest());
        boolean last = delivery.arrived(wanted);
        onTheWay.arrived(delivery, wanted);
        return last
                ? settle(device, delivery, now, latest())
                : CompletableFuture.completedFuture(
                        new Received(own.stream().map(Wanted::digest).toList()));
    }

    /** What this device is asked for, the rest being sent by others. */
    private List<Wanted> own(Delivery delivery, List<Wanted> lacking, boolean all) {
        var own = onTheWay.ask(delivery, lacking, all);
        if (!delivery.ask(own)) {
            onTheWay.abandoned(delivery, own);
        }
        return own;
    }

    /**
     * @param latest {@link System#nanoTime} by which the device is asked for what others did not
     *     send
     */
    private CompletableFuture<Received> settle(
            EnrolledDevice device, Delivery delivery, Instant now, long latest) {
        return database.submit(
                        h -> {
                            if (Presences.isInQuarantine(h, device)) {
                                return Settled.NOTHING;
                            }
                            var settled = intake.settle(h, device, delivery, now);
                            KillPoint.pass("server.section.before-commit");
                            return settled;
                        })
                .thenCompose(settled -> {
                    delivery.settled(settled.begun());
                    return ask(device, delivery, settled.lacking(), now, latest);
                });
    }

    /** Answers when there is something to send, or nothing more. */
    private CompletableFuture<Received> ask(
            EnrolledDevice device,
            Delivery delivery,
            List<Wanted> lacking,
            Instant now,
            long latest) {
        if (delivery.isOver()) {
            return CompletableFuture.completedFuture(Received.nothingWanted());
        }
        var own = own(delivery, lacking, nanoTime.getAsLong() - latest > 0);
        boolean waits = !lacking.isEmpty() && own.isEmpty();
        delivery.waits(waits);
        return waits
                ? await(device, delivery, lacking, now, latest)
                : CompletableFuture.completedFuture(new Received(delivery.wanted()));
    }

    /** Goes on when none of these is on its way any more, or it takes long. */
    private CompletableFuture<Received> await(
            EnrolledDevice device,
            Delivery delivery,
            List<Wanted> lacking,
            Instant now,
            long latest) {
        var arrival = onTheWay.lastArrival(delivery, lacking);
        if (arrival.isEmpty()) {
            return settle(device, delivery, now, latest);
        }
        return arrival.get()
                .copy()
                .orTimeout(silence.toMillis(), TimeUnit.MILLISECONDS)
                .handle((_, late) -> late == null)
                .thenComposeAsync(
                        arrived -> {
                            if (arrived) {
                                return await(device, delivery, lacking, now, latest);
                            }
                            // some may be here by now, and need not be asked for
                            return onTheWay.hasAll(delivery, lacking)
                                    ? ask(device, delivery, lacking, now, latest)
                                    : settle(device, delivery, now, latest);
                        },
                        work);
    }

    private long latest() {
        return nanoTime.getAsLong() + LONGEST_WAIT.toNanos();
    }

    private static CompletableFuture<Received> refused(ProblemCode code) {
        return CompletableFuture.failedFuture(new Problem(code, code.sentence()));
    }
}
