package dev.rollcall.server.custody;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.inventory.SerialNumbers;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.custody.Asset.Machine;
import dev.rollcall.server.custody.AssetRows.Saying;
import dev.rollcall.server.custody.Permit.Purpose;
import dev.rollcall.server.device.Description;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.Retirements;
import dev.rollcall.server.enrollment.AttestedKeys;
import dev.rollcall.server.enrollment.KnownRecord;
import dev.rollcall.server.enrollment.KnownRecords;
import dev.rollcall.server.enrollment.Review;
import dev.rollcall.server.enrollment.ReviewKind;
import dev.rollcall.server.enrollment.Reviews;
import dev.rollcall.server.enrollment.Suggestions;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Prepared;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/**
 * Tells whose a serial is, and notices what machines say to be. In the transactions of its callers.
 */
public final class Custody implements KnownRecords, Reviews.Settling {

    private final Assets assets;
    private final Permits permits;
    private final Retirements retirements;
    private final Suggestions suggestions;
    private final AuditLog audit;
    private final Within within;
    private final Predicate<EnrollmentId> connected;

    /** Whether a unit is another one or below it. */
    @FunctionalInterface
    public interface Within {
        boolean holds(Handle handle, DistrictId district, UnitId unit, UnitId above);
    }

    /**
     * @param connected whether an enrollment has a session right now
     */
    public Custody(
            Assets assets,
            Permits permits,
            Retirements retirements,
            Suggestions suggestions,
            AuditLog audit,
            Within within,
            Predicate<EnrollmentId> connected) {
        this.assets = assets;
        this.permits = permits;
        this.retirements = retirements;
        this.suggestions = suggestions;
        this.audit = audit;
        this.within = within;
        this.connected = connected;
    }

    /** The living enrollment of a record, or its newest one. */
    private record Newest(EnrollmentId id, UnitId unit, Optional<String> endReason) {}

    @Override
    public List<KnownRecord> withSerial(
            Handle handle, DistrictId district, String serial, UnitId from, Instant now) {
        return usable(serial).stream()
                .flatMap(text -> assets.devices(handle, district, text).stream())
                .map(device -> known(handle, district, device, Optional.of(from), now))
                .toList();
    }

    @Override
    public Optional<KnownRecord> living(
            Handle handle, DistrictId district, DeviceId device, Instant now) {
        return Optional.of(known(handle, district, device, Optional.empty(), now))
                .filter(record ->
                        record.shutOut()
                                || retirements.current(handle, district, device).isEmpty());
    }

    /**
     * @param from of the token, where a permit is to count
     */
    private KnownRecord known(
            Handle handle,
            DistrictId district,
            DeviceId device,
            Optional<UnitId> from,
            Instant now) {
        var newest = newest(handle, district, device);
        return new KnownRecord(
                device,
                isShutOut(handle, district, device, newest),
                permits.valid(handle, district, device, Purpose.ENROLL_AGAIN, now).isPresent()
                        && retirements.current(handle, district, device).isEmpty()
                        && newest.isPresent()
                        && from.filter(above ->
                                        within.holds(handle, district, newest.get().unit(), above))
                                .isPresent(),
                newest.filter(e -> e.endReason().isEmpty())
                        .filter(e -> connected.test(e.id()))
                        .isPresent(),
                AttestedKeys.tpmOf(handle, district, device).isPresent());
    }

    /** Lost, stolen, or revoked for whatever else. */
    private boolean isShutOut(
            Handle handle, DistrictId district, DeviceId device, Optional<Newest> enrollment) {
        return retirements.missing(handle, district, device).isPresent()
                || enrollment.flatMap(Newest::endReason).equals(Optional.of("revoked"));
    }

    @Override
    public void arrived(
            Handle handle,
            DistrictId district,
            DeviceId device,
            EnrollmentId enrollment,
            Instant now) {
        permits.valid(handle, district, device, Purpose.ENROLL_AGAIN, now)
                .ifPresent(permit -> used(handle, permit, enrollment, now));
    }

    private void used(Handle handle, Permit permit, EnrollmentId by, Instant now) {
        permits.use(handle, permit, now);
        audit.record(
                handle,
                AuditEvent.changed(
                        permit.district(),
                        Actor.device(by.toString()),
                        now,
                        "used",
                        "permit",
                        permit.id().toString(),
                        Map.of("state", "valid", "device", permit.device().toString()),
                        Map.of("state", "used", "device", permit.device().toString())));
    }

    /** What a device's inventory says of its machine. */
    public void saw(
            Handle handle,
            DistrictId district,
            DeviceId device,
            Description description,
            Optional<String> assetTag,
            Instant now) {
        var serial = description.serial().flatMap(Custody::usable);
        if (serial.isEmpty() || assets.isUnlinked(handle, district, device)) {
            return;
        }
        var newest = newest(handle, district, device);
        if (newest.isEmpty()) {
            return;
        }
        var seen =
                new Machine(
                        serial.get(),
                        cut(assetTag),
                        description.manufacturer(),
                        description.model());
        var enrolled = new EnrolledDevice(district, device, newest.get().id(), newest.get().unit());
        var before = assets.of(handle, district, device);
        if (before.isEmpty()) {
            begins(handle, enrolled, seen, now);
        } else if (!before.get().hasSerial(seen.serial())) {
            hasAnotherBoard(handle, enrolled, before.get(), seen, now);
        } else if (others(handle, enrolled, seen).isEmpty()) {
            var after = before.get().seenAs(seen);
            assets.change(handle, district, before.get(), after, Saying.INVENTORY, now);
        }
    }

    private void begins(Handle handle, EnrolledDevice device, Machine seen, Instant now) {
        var district = device.district();
        var others = others(handle, device, seen);
        // of a thing that another record is already, it is not believed what its label says
        var believed = others.isEmpty() ? seen : Machine.unseen(seen.serial());
        var asset = assets.seen(handle, district, device.unit(), believed, Saying.INVENTORY, now);
        assets.link(handle, district, device.device(), asset.id(), now);
        var missing = shutOut(handle, district, others);
        var kind = missing.isPresent() ? ReviewKind.SHUT_OUT_SEEN : ReviewKind.POSSIBLY_SAME;
        missing.or(() -> others.stream().findFirst())
                .ifPresent(other -> suggest(handle, device, kind, seen, other, now));
    }

    private void suggest(
            Handle handle,
            EnrolledDevice device,
            ReviewKind kind,
            Machine seen,
            DeviceId candidate,
            Instant now) {
        suggestions.suggest(handle, device, kind, Optional.of(seen.serial()), candidate, now);
    }

    /** Other records of what is seen. */
    private List<DeviceId> others(Handle handle, EnrolledDevice device, Machine seen) {
        return assets.devices(handle, device.district(), seen.serial()).stream()
                .filter(other -> !other.equals(device.device()))
                .toList();
    }

    private Optional<DeviceId> shutOut(Handle handle, DistrictId district, List<DeviceId> records) {
        return records.stream()
                .filter(record ->
                        isShutOut(handle, district, record, newest(handle, district, record)))
                .findFirst();
    }

    private void hasAnotherBoard(
            Handle handle, EnrolledDevice device, Asset before, Machine seen, Instant now) {
        var district = device.district();
        shutOut(handle, district, others(handle, device, seen))
                .ifPresent(other ->
                        suggest(handle, device, ReviewKind.SHUT_OUT_SEEN, seen, other, now));
        var expected = permits.valid(handle, district, device.device(), Purpose.REPLACE_BOARD, now);
        if (expected.isEmpty()) {
            suggest(handle, device, ReviewKind.CHANGED_BOARD, seen, device.device(), now);
            return;
        }
        assets.change(handle, district, before, before.seenAs(seen), Saying.INVENTORY, now);
        used(handle, expected.get(), device.enrollment(), now);
    }

    @Override
    public void settle(Handle handle, Review review, boolean approved, boolean same, Decided by) {
        switch (review.kind()) {
            case CHANGED_BOARD -> {
                if (approved) {
                    takeBoard(handle, review, by.at());
                }
            }
            case POSSIBLY_SAME, SHUT_OUT_SEEN -> {
                // two records, as they are; that they are one is for enrollment to do
            }
            case UNBOUND_TOKEN,
                    NOT_LISTED,
                    OUTSIDE,
                    EXPIRED_TOKEN,
                    SHUT_OUT,
                    STILL_CONNECTED,
                    ANOTHER_TPM ->
                    throw new IllegalStateException("a request is no suggestion");
        }
    }

    private void takeBoard(Handle handle, Review review, Instant now) {
        var device = review.candidate().orElseThrow();
        assets.of(handle, review.district(), device)
                .ifPresent(before ->
                        assets.change(
                                handle,
                                review.district(),
                                before,
                                before.seenAs(Machine.unseen(review.serial().orElseThrow())),
                                Saying.INVENTORY,
                                now));
    }

    private static Optional<String> usable(String serial) {
        return Optional.of(SerialNumbers.normal(serial)).filter(s -> !SerialNumbers.isJunk(s));
    }

    private static Optional<Newest> newest(Handle handle, DistrictId district, DeviceId device) {
        return Prepared.of(
                        handle,
                        """
                        SELECT e.id, d.unit_id, e.end_reason FROM enrollment e
                        JOIN device d ON d.district_id = e.district_id AND d.id = e.record_id
                        WHERE e.district_id = ? AND e.record_id = ?
                        ORDER BY CASE WHEN e.ended_at IS NULL THEN 0 ELSE 1 END,
                            e.started_at DESC, e.id DESC LIMIT 1
                        """)
                .set(district.value())
                .set(device.value())
                .first(row ->
                        new Newest(
                                new EnrollmentId(Columns.uuid(row, "id")),
                                new UnitId(Columns.uuid(row, "unit_id")),
                                Columns.optionalText(row, "end_reason")));
    }

    private static Optional<String> cut(Optional<String> tag) {
        return tag.map(text ->
                text.length() > SerialNumbers.LONGEST
                        ? text.substring(0, SerialNumbers.LONGEST)
                        : text);
    }
}
