package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.TokenId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.AddressKind;
import dev.rollcall.server.device.Merge;
import dev.rollcall.server.enrollment.Review.Decision;
import dev.rollcall.server.enrollment.Review.State;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Every review, waiting and decided. */
final class ReviewRows {

    static final String COLUMNS =
            """
            SELECT r.district_id, r.number, r.group_number, r.kind, r.unit_id, r.token_id,
                   r.key_fingerprint, r.serial, r.address_kind, r.candidate_id, r.enrollment_id,
                   r.first_asked_at, r.last_asked_at, r.state, r.as_candidate, r.decided_at,
                   r.decided_by, r.reason, t.revoked_at AS token_revoked_at
            FROM enrollment_review r
            LEFT JOIN enrollment_token t ON t.district_id = r.district_id AND t.id = r.token_id
            """;

    /** Who asks again sooner is not written down again. */
    private static final Duration WRITTEN_EVERY = Duration.ofMinutes(1);

    private ReviewRows() {}

    /** What a review begins with. */
    record Begun(
            DistrictId district,
            ReviewKind kind,
            UnitId unit,
            Optional<TokenId> token,
            Optional<Digest> key,
            Optional<String> serial,
            Optional<AddressKind> address,
            Optional<DeviceId> candidate,
            Optional<EnrollmentId> enrollment) {}

    static Review add(Handle handle, Begun begun, Instant now) {
        int number =
                handle.createQuery(
                                "SELECT COALESCE(MAX(number), 0) + 1 FROM enrollment_review"
                                        + " WHERE district_id = ?")
                        .bind(0, begun.district())
                        .mapTo(Integer.class)
                        .one();
        handle.createUpdate(
                        """
                        INSERT INTO enrollment_review
                            (district_id, number, group_number, kind, unit_id, token_id,
                             key_fingerprint, serial, address_kind, candidate_id, enrollment_id,
                             first_asked_at, last_asked_at, state, as_candidate)
                        VALUES
                            (:district, :number, :group, :kind, :unit, :token, :key, :serial,
                             :address, :candidate, :enrollment, :now, :now, 'waiting', FALSE)
                        """)
                .bind("district", begun.district())
                .bind("number", number)
                .bind("group", group(handle, begun).orElse(number))
                .bind("kind", begun.kind().word())
                .bind("unit", begun.unit())
                .bindByType("token", begun.token().orElse(null), TokenId.class)
                .bindByType("key", begun.key().orElse(null), Digest.class)
                .bind("serial", begun.serial())
                .bind("address", begun.address().map(AddressKind::word))
                .bindByType("candidate", begun.candidate().orElse(null), DeviceId.class)
                .bindByType("enrollment", begun.enrollment().orElse(null), EnrollmentId.class)
                .bind("now", now)
                .execute();
        return find(handle, begun.district(), number).orElseThrow();
    }

    /** That of the others which one decision is enough for. */
    private static Optional<Integer> group(Handle handle, Begun begun) {
        return handle.createQuery(
                        """
                        SELECT MIN(group_number) FROM enrollment_review
                        WHERE district_id = :district AND kind = :kind AND unit_id = :unit
                          AND %s
                        """
                                .formatted(
                                        begun.token().isPresent()
                                                ? "token_id = :token"
                                                : "token_id IS NULL"))
                .bind("district", begun.district())
                .bind("kind", begun.kind().word())
                .bind("unit", begun.unit())
                .bindMap(
                        begun.token()
                                .map(token -> java.util.Map.<String, Object>of("token", token))
                                .orElse(java.util.Map.of()))
                .map((row, c) -> Optional.ofNullable(row.getObject(1, Integer.class)))
                .one();
    }

    static Optional<Review> find(Handle handle, DistrictId district, int number) {
        return handle.createQuery(COLUMNS + " WHERE r.district_id = ? AND r.number = ?")
                .bind(0, district)
                .bind(1, number)
                .map((row, c) -> read(row))
                .findOne();
    }

    /** The newest of a key, of whichever district. */
    static Optional<Review> byKey(Handle handle, Digest key) {
        return handle.createQuery(
                        COLUMNS
                                + " WHERE r.key_fingerprint = ?"
                                + " ORDER BY r.first_asked_at DESC, r.number DESC LIMIT 1")
                .bind(0, key)
                .map((row, c) -> read(row))
                .findOne();
    }

    /** A record was found that it is. */
    static void isAbout(Handle handle, Review review, DeviceId device) {
        handle.execute(
                "UPDATE enrollment_review SET candidate_id = ? WHERE district_id = ? AND number = ?",
                device,
                review.district(),
                review.number());
    }

    /** Decided or not. */
    static boolean wasAsked(
            Handle handle, DistrictId district, ReviewKind kind, EnrollmentId enrollment) {
        return handle.createQuery(
                        """
                        SELECT 1 FROM enrollment_review
                        WHERE district_id = ? AND kind = ? AND enrollment_id = ? LIMIT 1
                        """)
                .bind(0, district)
                .bind(1, kind.word())
                .bind(2, enrollment)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    static void askedAgain(Handle handle, Review review, Instant now) {
        if (Duration.between(review.lastAsked(), now).compareTo(WRITTEN_EVERY) >= 0) {
            handle.execute(
                    """
                    UPDATE enrollment_review SET last_asked_at = ?
                    WHERE district_id = ? AND number = ?
                    """,
                    now,
                    review.district(),
                    review.number());
        }
    }

    static void joined(Handle handle, Review review, EnrollmentId enrollment) {
        handle.execute(
                "UPDATE enrollment_review SET enrollment_id = ? WHERE district_id = ? AND number = ?",
                enrollment,
                review.district(),
                review.number());
    }

    /** From one state to another; false when it is in another. */
    static boolean decide(Handle handle, Review review, State from, Decision decision) {
        return handle.createUpdate(
                                """
                                UPDATE enrollment_review
                                SET state = :to, as_candidate = :same, decided_at = :at,
                                    decided_by = :by, reason = :reason
                                WHERE district_id = :district AND number = :number AND state = :from
                                """)
                        .bind("to", decision.state().word())
                        .bind("same", decision.asCandidate())
                        .bindByType("at", decision.at().orElse(null), Instant.class)
                        .bind("by", decision.by())
                        .bind("reason", decision.reason())
                        .bind("district", review.district())
                        .bind("number", review.number())
                        .bind("from", from.word())
                        .execute()
                == 1;
    }

    /**
     * Answers what people were asked about two records and a merge decides: that they are the same.
     * Before the enrollments are carried.
     *
     * @return names of the reviews
     */
    static List<String> settleSame(Handle handle, Merge merge) {
        var asked =
                handle.createQuery(
                                COLUMNS
                                        + """
                                         JOIN enrollment e ON e.district_id = r.district_id
                                            AND e.id = r.enrollment_id
                                        WHERE r.district_id = :district AND r.state = 'waiting'
                                            AND r.kind = :kind
                                            AND (e.record_id = :from AND r.candidate_id = :into
                                                OR e.record_id = :into AND r.candidate_id = :from)
                                        ORDER BY r.number
                                        """)
                        .bind("district", merge.district())
                        .bind("kind", ReviewKind.POSSIBLY_SAME.word())
                        .bind("from", merge.from())
                        .bind("into", merge.into())
                        .map((row, c) -> read(row))
                        .list();
        var same =
                new Decision(
                        State.APPROVED,
                        true,
                        Optional.of(merge.since()),
                        Optional.of(merge.by()),
                        Optional.of(merge.reason()));
        asked.forEach(review -> decide(handle, review, State.WAITING, same));
        return asked.stream().map(Review::name).toList();
    }

    static Review read(ResultSet row) throws SQLException {
        return new Review(
                new DistrictId(Columns.uuid(row, "district_id")),
                row.getInt("number"),
                row.getInt("group_number"),
                ReviewKind.of(row.getString("kind")),
                new UnitId(Columns.uuid(row, "unit_id")),
                id(row, "token_id").map(TokenId::new),
                Columns.optionalDigest(row, "key_fingerprint"),
                Columns.optionalText(row, "serial"),
                Columns.optionalText(row, "address_kind").map(AddressKind::ofWord),
                id(row, "candidate_id").map(DeviceId::new),
                id(row, "enrollment_id").map(EnrollmentId::new),
                Columns.instant(row, "first_asked_at"),
                Columns.instant(row, "last_asked_at"),
                Columns.optionalInstant(row, "token_revoked_at"),
                new Decision(
                        State.of(row.getString("state")),
                        row.getBoolean("as_candidate"),
                        Columns.optionalInstant(row, "decided_at"),
                        Columns.optionalText(row, "decided_by"),
                        Columns.optionalText(row, "reason")));
    }

    private static Optional<UUID> id(ResultSet row, String column) throws SQLException {
        return Columns.optionalUuid(row, column);
    }
}
