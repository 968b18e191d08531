package dev.rollcall.server.inventory;

import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.TouchedDevices;
import dev.rollcall.server.storage.TouchedDevices.Part;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Which sections of a device hold, and from when to when others did. */
final class HeldSections {

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
        handle.createQuery(
                        """
                        SELECT kind, state, digest, detail, collected_at FROM inventory_section
                        WHERE district_id = ? AND device_id = ? AND valid_to IS NULL
                        """)
                .bind(0, device.district())
                .bind(1, device.device())
                .map((row, c) ->
                        new Held(
                                new SectionKind(row.getString("kind")),
                                SectionState.valueOf(row.getString("state")),
                                Columns.optionalDigest(row, "digest"),
                                Columns.optionalText(row, "detail"),
                                Columns.instant(row, "collected_at")))
                .forEach(section -> held.put(section.kind(), section));
        return held;
    }

    /** From now on this holds. */
    void begin(Handle handle, EnrolledDevice device, Held section, Gist gist, Instant now) {
        end(handle, device, section.kind(), now);
        handle.createUpdate(
                        """
                        INSERT INTO inventory_section (district_id, device_id, kind, valid_from,
                            state, digest, detail, verdict, system, collected_at, received_at)
                        VALUES (:district, :device, :kind, :now, :state, :digest, :detail,
                            :verdict, :system, :collected, :now)
                        """)
                .bind("district", device.district())
                .bind("device", device.device())
                .bind("kind", section.kind().name())
                .bind("now", now)
                .bind("state", section.state().name())
                .bindByType("digest", section.digest().orElse(null), Digest.class)
                .bind("detail", section.detail().orElse(null))
                .bind("verdict", gist.verdict().orElse(null))
                .bind("system", gist.system().orElse(null))
                .bind("collected", section.collectedAt())
                .execute();
    }

    /** From now on the device has no such section. */
    void end(Handle handle, EnrolledDevice device, SectionKind kind, Instant now) {
        // what began in this very microsecond leaves no trace
        handle.execute(
                """
                DELETE FROM inventory_section
                WHERE district_id = ? AND device_id = ? AND kind = ? AND valid_to IS NULL
                    AND valid_from >= ?
                """,
                device.district(),
                device.device(),
                kind.name(),
                now);
        handle.execute(
                """
                UPDATE inventory_section SET valid_to = ?
                WHERE district_id = ? AND device_id = ? AND kind = ? AND valid_to IS NULL
                """,
                now,
                device.district(),
                device.device(),
                kind.name());
        TouchedDevices.note(handle, device.district(), device.device(), Part.SECTIONS, Part.FACTS);
    }

    /** It was collected again and is the same. */
    void refresh(Handle handle, EnrolledDevice device, SectionKind kind, Instant collectedAt) {
        handle.execute(
                """
                UPDATE inventory_section SET collected_at = ?
                WHERE district_id = ? AND device_id = ? AND kind = ? AND valid_to IS NULL
                """,
                collectedAt,
                device.district(),
                device.device(),
                kind.name());
        TouchedDevices.note(handle, device.district(), device.device(), Part.SECTIONS);
    }
}
