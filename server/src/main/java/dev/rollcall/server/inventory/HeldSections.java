package dev.rollcall.server.inventory;

import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Prepared;
import dev.rollcall.server.storage.TouchedDevices;
import dev.rollcall.server.storage.TouchedDevices.Part;
import dev.rollcall.server.storage.Validity;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Which sections of a device hold, and from when to when others did. */
final class HeldSections {

    private static final Validity SECTIONS =
            Validity.of("inventory_section", "district_id", "device_id", "kind");

    /** A section as it holds or begins to. */
    record Held(
            SectionKind kind,
            SectionState state,
            Optional<Digest> digest,
            Optional<String> detail,
            Instant collectedAt) {

        boolean saysTheSameAs(Held other) {
            return state == other.state
                    && digest.equals(other.digest)
                    && detail.equals(other.detail);
        }
    }

    /**
     * @param since is part of its row's key: reading the past for the present takes ever longer
     */
    record Holding(Held section, Instant since) {

        Refreshed refreshed(Instant collectedAt) {
            return new Refreshed(section.kind(), since, collectedAt);
        }
    }

    /** What was collected again and is the same. */
    record Refreshed(SectionKind kind, Instant since, Instant collectedAt) {}

    Map<SectionKind, Holding> now(Handle handle, EnrolledDevice device) {
        var held = new HashMap<SectionKind, Holding>();
        Prepared.of(
                        handle,
                        """
                        SELECT kind, state, digest, detail, collected_at, valid_from
                        FROM inventory_section
                        WHERE district_id = ? AND device_id = ? AND valid_to IS NULL
                        """)
                .set(device.district().value())
                .set(device.device().value())
                .list(row ->
                        new Holding(
                                new Held(
                                        new SectionKind(row.getString("kind")),
                                        SectionState.valueOf(row.getString("state")),
                                        Columns.optionalDigest(row, "digest"),
                                        Columns.optionalText(row, "detail"),
                                        Columns.instant(row, "collected_at")),
                                Columns.instant(row, "valid_from")))
                .forEach(holding -> held.put(holding.section().kind(), holding));
        return held;
    }

    /** From now on this holds; what held before has been ended. */
    void begin(Handle handle, EnrolledDevice device, Held section, Gist gist, Instant now) {
        Prepared.of(
                        handle,
                        """
                        INSERT INTO inventory_section (district_id, device_id, kind, valid_from,
                            state, digest, detail, verdict, system, collected_at, received_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                .set(device.district().value())
                .set(device.device().value())
                .set(section.kind().name())
                .set(now)
                .set(section.state().name())
                .set(section.digest().map(Digest::toBytes).orElse(null))
                .set(section.detail().orElse(null))
                .set(gist.verdict().orElse(null))
                .set(gist.system().orElse(null))
                .set(section.collectedAt())
                .set(now)
                .update();
        TouchedDevices.note(handle, device.district(), device.device(), Part.SECTIONS, Part.FACTS);
    }

    /** From now on the device has no such section. */
    void end(Handle handle, EnrolledDevice device, SectionKind kind, Instant now) {
        SECTIONS.end(
                handle,
                now,
                key ->
                        key.set(device.district().value())
                                .set(device.device().value())
                                .set(kind.name()));
        TouchedDevices.note(handle, device.district(), device.device(), Part.SECTIONS, Part.FACTS);
    }

    void refresh(Handle handle, EnrolledDevice device, List<Refreshed> sections) {
        if (sections.isEmpty()) {
            return;
        }
        var update =
                Prepared.of(
                        handle,
                        """
                        UPDATE inventory_section SET collected_at = ?
                        WHERE district_id = ? AND device_id = ? AND kind = ? AND valid_from = ?
                        """);
        for (var section : sections) {
            update.set(section.collectedAt())
                    .set(device.district().value())
                    .set(device.device().value())
                    .set(section.kind().name())
                    .set(section.since())
                    .add();
        }
        update.updateAll();
        TouchedDevices.note(handle, device.district(), device.device(), Part.SECTIONS);
    }
}
