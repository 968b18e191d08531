package dev.rollcall.server.device.query;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.device.PresenceState;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What a list shows of a device.
 *
 * @param presence absent before the first check-in
 * @param encrypted yes, no, unknown or stale
 * @param answer to the query: yes, unknown or stale
 */
public record SelectedDevice(
        DeviceId id,
        UnitId unit,
        Optional<String> label,
        Optional<String> hostname,
        Optional<String> serial,
        Optional<String> model,
        Optional<String> os,
        Optional<String> agent,
        Optional<PresenceState> presence,
        Optional<Instant> lastCheckIn,
        String encrypted,
        Truth answer) {

    public SelectedDevice {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(encrypted, "encrypted");
        Objects.requireNonNull(answer, "answer");
    }

    static final String COLUMNS =
            """
            SELECT d.id, d.unit_id, d.label, d.hostname, d.serial, d.model, p.agent_version, p.last_check_in, v.verdict,
                v.collected_at\
            """;

    static final String JOINS =
            """
            LEFT JOIN inventory_section v ON v.district_id = d.district_id AND v.device_id = d.id
                AND v.kind = 'volumes' AND v.valid_to IS NULL AND v.state = 'OK'
            """;

    static SelectedDevice read(ResultSet row, Fleet.Answer answer, Instant now)
            throws SQLException {
        var lastCheckIn = Columns.optionalInstant(row, "last_check_in");
        return new SelectedDevice(
                new DeviceId(Columns.uuid(row, "id")),
                new UnitId(Columns.uuid(row, "unit_id")),
                Columns.optionalText(row, "label"),
                Columns.optionalText(row, "hostname"),
                Columns.optionalText(row, "serial"),
                Columns.optionalText(row, "model"),
                Optional.ofNullable(answer.system()),
                Columns.optionalText(row, "agent_version"),
                lastCheckIn.map(at -> PresenceState.of(at, now)),
                lastCheckIn,
                verdict(
                        Columns.optionalText(row, "verdict"),
                        Columns.optionalInstant(row, "collected_at"),
                        now),
                answer.truth());
    }

    private static String verdict(Optional<String> said, Optional<Instant> at, Instant now) {
        var known =
                said.map(word -> word.toLowerCase(Locale.ROOT))
                        .filter(word -> word.equals("yes") || word.equals("no"));
        if (known.isEmpty() || at.isEmpty()) {
            return "unknown";
        }
        return Freshness.counts(at.get(), now) ? known.get() : "stale";
    }
}
