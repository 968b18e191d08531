package dev.rollcall.server.inventory;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.Description;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.inventory.HeldSections.Held;
import dev.rollcall.server.inventory.HeldSections.Holding;
import dev.rollcall.server.inventory.HeldSections.Refreshed;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.PlainText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;

/** Takes reports and bodies in; every method belongs into a command of the writer. */
public final class InventoryIntake {

    private static final Duration FRESHNESS_STEP = Duration.ofHours(12);
    private static final Duration OLDEST = Duration.ofDays(3650);
    private static final int LONGEST_DETAIL = 300;

    /** Told what lists call a device; what is absent stays as it was known. */
    @FunctionalInterface
    public interface Descriptions {
        void describe(
                Handle handle,
                DistrictId district,
                DeviceId device,
                Description description,
                Optional<String> assetTag);
    }

    private final Bodies bodies;
    private final Descriptions descriptions;
    private final HeldSections held = new HeldSections();
    private final Gists gists = new Gists();
    private final AtomicLong unknownSections = new AtomicLong();

    public InventoryIntake(Bodies bodies, Descriptions descriptions) {
        this.bodies = bodies;
        this.descriptions = descriptions;
    }

    /**
     * What was reported.
     *
     * @param lacking bodies, before the pending sections can hold
     */
    record Reported(List<Pending> pending, List<Wanted> lacking) {

        static final Reported COMPLETE = new Reported(List.of(), List.of());

        Reported {
            pending = List.copyOf(pending);
            lacking = List.copyOf(lacking);
        }
    }

    /**
     * What became of pending sections.
     *
     * @param begun hold now
     * @param lacking bodies, before the others can
     */
    record Settled(List<Pending> begun, List<Wanted> lacking) {

        static final Settled NOTHING = new Settled(List.of(), List.of());

        Settled {
            begun = List.copyOf(begun);
            lacking = List.copyOf(lacking);
        }
    }

    /** Lets hold what can, and says what is to come. */
    Reported sections(
            Handle handle, EnrolledDevice device, List<SectionReport> reports, Instant now) {
        refuseDoubles(reports);
        var holding = held.now(handle, device);
        var pending = new ArrayList<Pending>();
        var lacking = new ArrayList<Wanted>();
        var refreshed = new ArrayList<Refreshed>();
        for (var report : reports) {
            var reported = reported(report, now);
            var before = Optional.ofNullable(holding.remove(report.kind()));
            if (before.map(Holding::section).filter(reported::saysTheSameAs).isPresent()) {
                goOn(handle, device, before.get(), reported, now).ifPresent(refreshed::add);
            } else {
                var bodies = lacking(handle, device, reported);
                if (bodies.isEmpty()) {
                    begin(handle, device, reported, before.isPresent(), now);
                } else {
                    pending.add(pending(reported));
                    lacking.addAll(bodies);
                }
            }
        }
        held.refresh(handle, device, refreshed);
        for (var gone : holding.keySet()) {
            held.end(handle, device, gone, now);
        }
        InventoryPasses.record(
                handle, device, InventorySnapshot.root(reports), pending.isEmpty(), now);
        return new Reported(pending, lacking);
    }

    /** What went stale in between begins anew, so that the past stays as it was known then. */
    private Optional<Refreshed> goOn(
            Handle handle, EnrolledDevice device, Holding before, Held reported, Instant now) {
        var was = before.section().collectedAt();
        if (!was.plus(FRESHNESS_STEP).isBefore(reported.collectedAt())) {
            return Optional.empty();
        }
        if (was.plus(Encryption.STALE_AFTER).isBefore(now)) {
            begin(handle, device, reported, true, now);
            return Optional.empty();
        }
        return Optional.of(before.refreshed(reported.collectedAt()));
    }

    private List<Wanted> lacking(Handle handle, EnrolledDevice device, Held reported) {
        return reported.digest()
                .map(digest -> bodies.lacking(handle, device.district(), reported.kind(), digest))
                .orElse(List.of());
    }

    private static Pending pending(Held reported) {
        return new Pending(
                reported.kind(), reported.digest().orElseThrow(), reported.collectedAt());
    }

    /** Whether it is certain, without asking the database, that nothing of a body is lacking. */
    boolean isHere(EnrolledDevice device, SectionKind kind, Digest digest) {
        return bodies.isHere(device.district(), kind, digest);
    }

    /** Stores a body that was asked for. */
    void store(Handle handle, EnrolledDevice device, ReceivedBody body, Instant now) {
        if (!Sections.kinds().contains(body.kind()) && !body.kind().equals(PackageBucket.KIND)) {
            unknownSections.incrementAndGet();
        }
        gists.remember(body.kind(), body.digest(), body.gist());
        bodies.store(handle, device.district(), body, now);
    }

    /** Bodies of kinds that this version does not know, stored since the start. */
    public long unknownSections() {
        return unknownSections.get();
    }

    /** The buckets that a body just stored has made wanted. */
    List<Wanted> lackingBuckets(Handle handle, EnrolledDevice device, ReceivedBody body) {
        return bodies.lackingBuckets(handle, device.district(), body.buckets());
    }

    /**
     * Lets the pending sections hold whose bodies are all here; nothing, if the device has reported
     * anew since.
     */
    Settled settle(Handle handle, EnrolledDevice device, Delivery delivery, Instant now) {
        if (!InventoryPasses.isLatest(handle, device, delivery)) {
            return Settled.NOTHING;
        }
        var holding = held.now(handle, device).keySet();
        var begun = new ArrayList<Pending>();
        var lacking = new ArrayList<Wanted>();
        for (var waiting : delivery.pending()) {
            var bodiesLacking =
                    bodies.lacking(handle, device.district(), waiting.kind(), waiting.digest());
            if (bodiesLacking.isEmpty()) {
                begin(handle, device, ok(waiting), holding.contains(waiting.kind()), now);
                begun.add(waiting);
            }
            lacking.addAll(bodiesLacking);
        }
        if (lacking.isEmpty()) {
            InventoryPasses.complete(handle, device);
        }
        return new Settled(begun, lacking);
    }

    /**
     * A section whose body makes no sense failed, as far as anybody can tell.
     *
     * @return which of the pending ones these are
     */
    List<Pending> giveUp(
            Handle handle,
            EnrolledDevice device,
            Delivery delivery,
            Digest body,
            String why,
            Instant now) {
        if (!InventoryPasses.isLatest(handle, device, delivery)) {
            return List.of();
        }
        var given = new ArrayList<Pending>();
        for (var waiting : delivery.pending()) {
            var lacking =
                    bodies.lacking(handle, device.district(), waiting.kind(), waiting.digest());
            if (lacking.stream().anyMatch(w -> w.digest().equals(body))) {
                var failed =
                        new Held(
                                waiting.kind(),
                                SectionState.FAILED,
                                Optional.empty(),
                                Optional.of(PlainText.line("not readable: " + why, LONGEST_DETAIL)),
                                waiting.collectedAt());
                begin(handle, device, failed, true, now);
                given.add(waiting);
            }
        }
        return given;
    }

    /**
     * @param replaces whether the device has such a section
     */
    private void begin(
            Handle handle, EnrolledDevice device, Held section, boolean replaces, Instant now) {
        var gist = gist(handle, device, section);
        if (replaces) {
            held.end(handle, device, section.kind(), now);
        }
        held.begin(handle, device, section, gist, now);
        if (!gist.description().equals(Description.NONE) || gist.assetTag().isPresent()) {
            descriptions.describe(
                    handle,
                    device.district(),
                    device.device(),
                    gist.description(),
                    gist.assetTag());
        }
    }

    private Gist gist(Handle handle, EnrolledDevice device, Held section) {
        return section.digest()
                .filter(digest -> Gist.isOf(section.kind()))
                .flatMap(digest ->
                        gists.of(section.kind(), digest)
                                .or(() ->
                                        bodies.read(
                                                        handle,
                                                        device.district(),
                                                        section.kind(),
                                                        digest)
                                                .map(body -> Gist.of(section.kind(), body))))
                .orElse(Gist.NONE);
    }

    private static Held ok(Pending waiting) {
        return new Held(
                waiting.kind(),
                SectionState.OK,
                Optional.of(waiting.digest()),
                Optional.empty(),
                waiting.collectedAt());
    }

    private static Held reported(SectionReport report, Instant now) {
        var age = report.age().compareTo(OLDEST) > 0 ? OLDEST : report.age();
        return new Held(
                report.kind(),
                report.state(),
                report.digest(),
                report.detail().map(d -> PlainText.line(d, LONGEST_DETAIL)),
                now.minus(age));
    }

    private static void refuseDoubles(List<SectionReport> reports) {
        var kinds = new HashSet<SectionKind>();
        if (!reports.stream().map(SectionReport::kind).allMatch(kinds::add)) {
            throw new Problem(ProblemCode.NOT_WANTED, "a section is reported twice");
        }
    }
}
