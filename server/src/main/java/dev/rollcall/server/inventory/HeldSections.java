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

    Map<SectionKind, Held> now(Handle handle, EnrolledDevice device) {
        var held = new HashMap<SectionKind, Held>();
        Prepared.of(
                        handle,
                        """
                        SELECT kind, state, digest, detail, collected_at FROM inventory_section
                        WHERE district_id = ? AND device_id = ? AND valid_to IS NULL
                        """)
                .set(device.district().value())
                .set(device.device().value())
                .list(row ->
                        new Held(
                                new SectionKind(row.getString("kind")),
                                SectionState.valueOf(row.getString("state")),
                                Columns.optionalDigest(row, "digest"),
                                Columns.optionalText(row, "detail"),
                                Columns.instant(row, "collected_at")))
                .forEach(section -> held.put(section.kind(), section));
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

    /** It was collected again and is the same. */
    void refresh(Handle handle, EnrolledDevice device, SectionKind kind, Instant collectedAt) {
        Prepared.of(
                        handle,
                        """
                        UPDATE inventory_section SET collected_at = ?
                        WHERE district_id = ? AND device_id = ? AND kind = ? AND valid_to IS NULL
                        """)
                .set(collectedAt)
                .set(device.district().value())
                .set(device.device().value())
                .set(kind.name())
                .update();
        TouchedDevices.note(handle, device.district(), device.device(), Part.SECTIONS);
    }
}
