package dev.rollcall.server.api;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.server.api.DeviceRoutes.NamedUnit;
import dev.rollcall.server.device.RetiredAs;
import dev.rollcall.server.device.Retirement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * All that is known of one device at an instant. What lists name it by, and its last check-in with
 * what that said, are kept as they are today only.
 *
 * @param status enrolled, revoked, retired, expected (after that was undone), superseded or merged
 *     at the instant; none before it joined
 * @param merged the record that it was part of at the instant
 * @param parts the records that were part of it at the instant
 * @param retirement as what it was retired at the instant
 * @param cameFrom its record in another district, before a transfer
 * @param encrypted yes, no, unknown or stale
 * @param vulnerable absent where nothing is known of that
 * @param unit where it was at the instant
 * @param enrollments all of them, also later ones
 */
record DeviceView(
        DeviceId id,
        Instant asOf,
        Optional<NamedUnit> unit,
        Optional<String> label,
        Optional<String> hostname,
        Optional<String> serial,
        Optional<String> manufacturer,
        Optional<String> model,
        Instant createdAt,
        String status,
        Optional<Retired> retirement,
        Optional<DeviceId> cameFrom,
        Optional<Merged> merged,
        List<Part> parts,
        Optional<String> presence,
        Optional<Instant> lastCheckIn,
        Optional<String> agent,
        String keyProtection,
        Optional<Instant> stateLostAt,
        Optional<String> cloneCase,
        String encrypted,
        Optional<VulnerableDevice> vulnerable,
        List<Life> enrollments,
        List<Section> sections,
        Optional<Volatile> volatileFacts) {

    /** How it was retired. @param since when the server was told */
    record Retired(RetiredAs as, LocalDate on, String reason, Instant since) {

        static Retired of(Retirement retirement) {
            return new Retired(
                    retirement.as(), retirement.on(), retirement.reason(), retirement.from());
        }
    }

    /** That it is part of another record. @param name what people call that one */
    record Merged(DeviceId into, String name, Instant since, String by, String reason) {}

    /** A record that is part of it. @param name what people called it */
    record Part(DeviceId id, String name, Instant since, String by, String reason) {}

    /** One enrollment. @param end absent while it lives */
    record Life(
            EnrollmentId id, Instant startedAt, Optional<Instant> endedAt, Optional<String> end) {}

    /** What is always changing, as it was said last. */
    record Volatile(Instant receivedAt, VolatileFacts facts) {}

    /**
     * One section as it held.
     *
     * @param state ok, failed, timed-out or off
     * @param since when it began to be so
     * @param collectedAt when it was last collected with this content, as was known at the instant
     * @param body absent where the state is not ok; of packages their number only
     */
    record Section(
            String kind,
            String state,
            Instant since,
            Instant collectedAt,
            boolean stale,
            Optional<String> detail,
            Optional<JsonNode> body) {}
}
