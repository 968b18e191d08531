package dev.rollcall.server.inventory;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.protocol.InventoryBody;
import dev.rollcall.common.protocol.Received;
import dev.rollcall.common.protocol.Sections;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.Presences;
import dev.rollcall.server.device.SessionFacts;
import dev.rollcall.server.inventory.ReceivedBody.Reading;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;

/**
 * The inventory conversation of every session: which bodies it was asked for, and bodies put
 * together from parts. Safe for use by many threads; nothing here waits.
 */
public final class Deliveries {

    /** Characters of unfinished bodies over all sessions, past which devices are to come later. */
    private static final long MOST_HELD = 64L * 1024 * 1024;

    private final Database database;
    private final InventoryIntake intake;
    private final VolatileSeries series;
    private final Executor work;
    private final ConcurrentHashMap<Long, Delivery> bySession = new ConcurrentHashMap<>();
    private final AtomicLong held = new AtomicLong();

    /**
     * @param work for hashing and reading bodies, off the caller's thread
     */
    public Deliveries(
            Database database, InventoryIntake intake, VolatileSeries series, Executor work) {
        this.database = database;
        this.intake = intake;
        this.series = series;
        this.work = work;
    }

    /** Whether a device is to send its sections, whose digests have this root. */
    public boolean wantsSections(
            Handle handle, EnrolledDevice device, Optional<Digest> root, Instant now) {
        return root.isPresent()
                && InventoryPass.wantsSections(root, intake.lastPass(handle, device), now);
    }

    /** Nothing is wanted of machines that share an enrollment. */
    public CompletableFuture<Received> sections(
            EnrolledDevice device, SessionFacts session, Sections message, Instant now) {
        return database.submit(
                        h -> {
                            if (Presences.isInQuarantine(h, device)) {
                                return List.<Wanted>of();
                            }
                            message.volatileFacts()
                                    .ifPresent(f -> series.record(h, device, f, now));
                            var wanted = intake.sections(h, device, message.reports(), now);
                            KillPoint.pass("server.sections.before-commit");
                            return wanted;
                        })
                .thenApply(wanted -> {
                    ended(session);
                    if (wanted.isEmpty()) {
                        return Received.nothingWanted();
                    }
                    var delivery = new Delivery(held);
                    delivery.ask(wanted);
                    bySession.put(session.number(), delivery);
                    return new Received(delivery.wanted());
                });
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
        return CompletableFuture.supplyAsync(() -> delivery.take(part), work)
                .thenCompose(whole ->
                        whole.isPresent()
                                ? whole(device, delivery, part, whole.get(), now)
                                : CompletableFuture.completedFuture(Received.nothingWanted()));
    }

    /** To be told when a session is over. */
    public void ended(SessionFacts session) {
        var delivery = bySession.remove(session.number());
        if (delivery != null) {
            delivery.end();
        }
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
        return switch (ReceivedBody.read(last.kind(), last.digest(), text)) {
            case Reading.Mismatch() -> refused(ProblemCode.DIGEST_MISMATCH);
            case Reading.Senseless(var why) ->
                    database.submit(
                                    h -> {
                                        intake.giveUp(h, device, last.digest(), why, now);
                                        return List.<Wanted>of();
                                    })
                            .thenCompose(none -> arrived(device, delivery, last, none, now));
            case Reading.Understood(var body) ->
                    database.submit(
                                    h -> {
                                        intake.store(h, device, body, now);
                                        KillPoint.pass("server.body.before-commit");
                                        return body.kind().equals(PackagesSection.KIND)
                                                ? intake.lackingBuckets(h, device, body.digest())
                                                : List.<Wanted>of();
                                    })
                            .thenCompose(more -> arrived(device, delivery, last, more, now));
        };
    }

    private CompletableFuture<Received> arrived(
            EnrolledDevice device,
            Delivery delivery,
            InventoryBody body,
            List<Wanted> more,
            Instant now) {
        delivery.ask(more);
        if (!delivery.arrived(body.digest())) {
            return CompletableFuture.completedFuture(
                    new Received(more.stream().map(Wanted::digest).toList()));
        }
        return database.submit(
                        h -> {
                            if (Presences.isInQuarantine(h, device)) {
                                return List.<Wanted>of();
                            }
                            var lacking = intake.settle(h, device, now);
                            KillPoint.pass("server.section.before-commit");
                            return lacking;
                        })
                .thenApply(lacking -> {
                    delivery.ask(lacking);
                    return new Received(delivery.wanted());
                });
    }

    private static CompletableFuture<Received> refused(ProblemCode code) {
        return CompletableFuture.failedFuture(new Problem(code, code.sentence()));
    }
}
