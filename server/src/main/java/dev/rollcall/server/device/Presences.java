package dev.rollcall.server.device;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.common.protocol.AgentAbout;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.PlainText;
import dev.rollcall.server.storage.Prepared;
import dev.rollcall.server.storage.TouchedDevices;
import dev.rollcall.server.storage.TouchedDevices.Part;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The last check-in of every device: one row each, which a check-in updates once, or not at all
 * when it follows another within seconds. The sighting that goes on is part of the row; only when
 * it ends does it become a row of its own.
 */
public final class Presences {

    private static final Duration MOMENT = Duration.ofSeconds(5);
    private static final int LONGEST_BOOT_ID = 64;
    private static final int LONGEST_WORD = 40;
    private static final int LONGEST_HOSTNAME = 255;
    private static final int LONGEST_LIST = 4000;

    private final long epoch;

    /**
     * @param epoch which life of the database this is; it stays while the server runs
     */
    public Presences(long epoch) {
        this.epoch = epoch;
    }

    /**
     * What the next check-in is judged by.
     *
     * @param continuation empty where it was given before the database was restored: what devices
     *     were given since then is forgotten, and what they echo says nothing
     * @param session since when the one is open that it belongs to
     * @param cloneCase in which it is in quarantine
     */
    public record Standing(
            EnrollmentId enrollment,
            Optional<Continuation> continuation,
            Instant session,
            String bootId,
            Sighting sighting,
            Optional<Integer> cloneCase) {

        /**
         * Whether the row would say the same after this check-in: it belongs to the same moment of
         * the same session, such as the outcome of what was ordered just before, and echoes what
         * was given there. Neither side then writes anything.
         */
        public boolean sameMoment(SessionFacts now, CheckIn message, Instant at) {
            return session.equals(now.since())
                    && !at.isBefore(sighting.to())
                    && at.isBefore(sighting.to().plus(MOMENT))
                    && message.about().isEmpty()
                    && bootId.equals(Presences.bootId(message))
                    && continuation
                            .filter(given -> given.holds(message.continuation()))
                            .isPresent();
        }
    }

    public Optional<Standing> standing(Handle handle, DistrictId district, DeviceId device) {
        return Prepared.of(
                        handle,
                        """
                        SELECT enrollment_id, continuation, continuation_before, epoch,
                            last_check_in, session_since, boot_id, sighted_from, address_kind,
                            clone_case
                        FROM device_presence WHERE district_id = ? AND device_id = ?
                        """)
                .set(district.value())
                .set(device.value())
                .first(row ->
                        new Standing(
                                new EnrollmentId(Columns.uuid(row, "enrollment_id")),
                                continuation(row),
                                Columns.instant(row, "session_since"),
                                row.getString("boot_id"),
                                new Sighting(
                                        Columns.instant(row, "sighted_from"),
                                        Columns.instant(row, "last_check_in"),
                                        AddressKind.ofWord(row.getString("address_kind"))),
                                cloneCase(row)));
    }

    private static Optional<Integer> cloneCase(ResultSet row) throws SQLException {
        int number = row.getInt("clone_case");
        return row.wasNull() ? Optional.empty() : Optional.of(number);
    }

    private Optional<Continuation> continuation(ResultSet row) throws SQLException {
        return row.getLong("epoch") == epoch
                ? Optional.of(
                        new Continuation(
                                row.getString("continuation"),
                                Columns.optionalText(row, "continuation_before")))
                : Optional.empty();
    }

    /** A check-in as it is recorded. @param fork whether its continuation suggests a clone */
    public record Arrival(
            EnrolledDevice device,
            SessionFacts session,
            CheckIn message,
            Continuation continuation,
            boolean fork,
            Instant at) {}

    /**
     * @param before what {@link #standing} said in the same transaction
     */
    public void record(Handle handle, Arrival arrival, Optional<Standing> before) {
        var kind = AddressKind.of(arrival.session().address());
        var sighting = before.map(Standing::sighting).filter(s -> s.goesOn(kind, arrival.at()));
        if (sighting.isEmpty()) {
            before.ifPresent(ended -> keepSighting(handle, arrival.device(), ended));
        }
        var about = arrival.message().about();
        var said = before.isEmpty() || about.isPresent();
        var statement = Prepared.of(handle, before.isEmpty() ? INSERT : said ? UPDATE_ALL : UPDATE);
        setArrival(statement, arrival, kind, sighting.map(Sighting::from).orElse(arrival.at()));
        if (said) {
            setAbout(statement, about);
        }
        var _ =
                statement
                        .set(arrival.device().district().value())
                        .set(arrival.device().device().value())
                        .update();
        TouchedDevices.note(
                handle, arrival.device().district(), arrival.device().device(), Part.PRESENCE);
        boolean another =
                before.filter(s -> !s.enrollment().equals(arrival.device().enrollment()))
                        .flatMap(Standing::cloneCase)
                        .isPresent();
        if (another) {
            // the case is about the enrollment before
            quarantine(handle, arrival.device(), Optional.empty());
        }
    }

    private static final String INSERT =
            """
            INSERT INTO device_presence (enrollment_id, last_check_in, session_since, address_kind,
                sighted_from, boot_id, continuation, continuation_before, epoch, fork_suspected_at,
                forks_suspected, agent_version, platform, hostname, key_protection, actions, settings,
                district_id, device_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String UPDATE =
            """
            UPDATE device_presence SET enrollment_id = ?, last_check_in = ?, session_since = ?,
                address_kind = ?, sighted_from = ?, boot_id = ?, continuation = ?,
                continuation_before = ?, epoch = ?,
                fork_suspected_at =
                    COALESCE(CAST(? AS TIMESTAMP WITH TIME ZONE), fork_suspected_at),
                forks_suspected = forks_suspected + ?
            WHERE district_id = ? AND device_id = ?
            """;

    private static final String UPDATE_ALL =
            UPDATE.replace(
                    "WHERE",
                    """
                    , agent_version = ?, platform = ?, hostname = ?, key_protection = ?, actions = ?,
                    settings = ?
                    WHERE\
                    """);

    private void setArrival(
            Prepared statement, Arrival arrival, AddressKind kind, Instant sightedFrom) {
        statement
                .set(arrival.device().enrollment().value())
                .set(arrival.at())
                .set(arrival.session().since())
                .set(kind.word())
                .set(sightedFrom)
                .set(bootId(arrival.message()))
                .set(arrival.continuation().current())
                .set(arrival.continuation().before().orElse(null))
                .set(epoch)
                .set(arrival.fork() ? Optional.of(arrival.at()) : Optional.empty())
                .set(arrival.fork() ? 1 : 0);
    }

    /** The boot that a check-in names, as it is kept. */
    public static String bootId(CheckIn message) {
        return PlainText.line(message.bootId(), LONGEST_BOOT_ID);
    }

    private static void setAbout(Prepared statement, Optional<AgentAbout> about) {
        statement
                .set(word(about.map(AgentAbout::version)))
                .set(word(about.map(AgentAbout::platform)))
                .set(
                        about.map(a -> PlainText.line(a.hostname(), LONGEST_HOSTNAME))
                                .filter(name -> !name.isEmpty())
                                .orElse(null))
                .set(about.map(a -> a.keyProtection().word()).orElse(null))
                .set(about.map(a -> list(a.actions())).orElse(null))
                .set(about.map(a -> list(a.settings())).orElse(null));
    }

    private static @Nullable String word(Optional<String> text) {
        return text.map(t -> PlainText.line(t, LONGEST_WORD)).orElse(null);
    }

    private static String list(List<String> words) {
        return PlainText.line(String.join(" ", words), LONGEST_LIST);
    }

    private static void keepSighting(Handle handle, EnrolledDevice device, Standing ended) {
        handle.createUpdate(
                        """
                        MERGE INTO device_sighting AS s
                        USING (VALUES (CAST(:district AS UUID), CAST(:device AS UUID),
                            CAST(:enrollment AS UUID), CAST(:from AS TIMESTAMP WITH TIME ZONE),
                            CAST(:to AS TIMESTAMP WITH TIME ZONE), CAST(:kind AS VARCHAR)))
                            AS n (district_id, device_id, enrollment_id, from_at, to_at, kind)
                        ON s.district_id = n.district_id AND s.device_id = n.device_id
                            AND s.from_at = n.from_at
                        WHEN NOT MATCHED THEN INSERT
                            (district_id, device_id, enrollment_id, from_at, to_at, address_kind)
                            VALUES (n.district_id, n.device_id, n.enrollment_id, n.from_at,
                                n.to_at, n.kind)
                        """)
                .bind("district", device.district())
                .bind("device", device.device())
                .bind("enrollment", ended.enrollment())
                .bind("from", ended.sighting().from())
                .bind("to", ended.sighting().to())
                .bind("kind", ended.sighting().kind().word())
                .execute();
    }

    /**
     * Puts a device in quarantine, or ends it.
     *
     * @param cloneCase the case that it is in; empty for none
     */
    public void quarantine(Handle handle, EnrolledDevice device, Optional<Integer> cloneCase) {
        handle.execute(
                """
                UPDATE device_presence SET clone_case = CAST(? AS INTEGER)
                WHERE district_id = ? AND device_id = ?
                """,
                cloneCase.orElse(null),
                device.district(),
                device.device());
    }

    /** Whether several machines hold this enrollment, so that what one says is no fact of it. */
    public static boolean isInQuarantine(Handle handle, EnrolledDevice device) {
        return Prepared.of(
                        handle,
                        """
                        SELECT 1 FROM device_presence
                        WHERE district_id = ? AND device_id = ? AND enrollment_id = ?
                            AND clone_case IS NOT NULL
                        """)
                .set(device.district().value())
                .set(device.device().value())
                .set(device.enrollment().value())
                .first(_ -> true)
                .isPresent();
    }

    public Optional<Presence> find(Handle handle, DistrictId district, DeviceId device) {
        return handle.createQuery(
                        """
                        SELECT device_id, enrollment_id, last_check_in, session_since,
                            boot_id, fork_suspected_at, clone_case, agent_version, platform, hostname,
                            key_protection, actions, settings
                        FROM device_presence WHERE district_id = ? AND device_id = ?
                        """)
                .bind(0, district)
                .bind(1, device)
                .map((row, c) -> read(row))
                .findOne();
    }

    /** As was known at an instant: a sighting that went on then counts as a check-in then. */
    public Optional<Instant> lastCheckIn(
            Handle handle, DistrictId district, DeviceId device, Instant at) {
        return sightings(handle, district, device).stream()
                .filter(sighting -> !sighting.from().isAfter(at))
                .map(sighting -> sighting.to().isAfter(at) ? at : sighting.to())
                .max(Instant::compareTo);
    }

    /** Oldest first; the last one may still go on. */
    public List<Sighting> sightings(Handle handle, DistrictId district, DeviceId device) {
        return handle.createQuery(
                        """
                        SELECT from_at, to_at, address_kind FROM device_sighting
                        WHERE district_id = :district AND device_id = :device
                        UNION ALL
                        SELECT sighted_from, last_check_in, address_kind FROM device_presence
                        WHERE district_id = :district AND device_id = :device
                        ORDER BY 1
                        """)
                .bind("district", district)
                .bind("device", device)
                .map((row, c) ->
                        new Sighting(
                                Columns.instant(row, "from_at"),
                                Columns.instant(row, "to_at"),
                                AddressKind.ofWord(row.getString("address_kind"))))
                .list();
    }

    private static Presence read(ResultSet row) throws SQLException {
        return new Presence(
                new DeviceId(Columns.uuid(row, "device_id")),
                new EnrollmentId(Columns.uuid(row, "enrollment_id")),
                Columns.instant(row, "last_check_in"),
                Columns.instant(row, "session_since"),
                row.getString("boot_id"),
                about(row),
                Columns.optionalInstant(row, "fork_suspected_at"),
                cloneCase(row));
    }

    private static Optional<Presence.About> about(ResultSet row) throws SQLException {
        var version = Columns.optionalText(row, "agent_version");
        if (version.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Presence.About(
                        version.get(),
                        row.getString("platform"),
                        Columns.optionalText(row, "hostname").orElse(""),
                        KeyProtection.ofWord(row.getString("key_protection")),
                        List.of(row.getString("actions").split(" ")),
                        List.of(row.getString("settings").split(" "))));
    }
}
