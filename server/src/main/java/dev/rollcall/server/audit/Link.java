package dev.rollcall.server.audit;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Optional;

/** One row of a chain: what its hash covers. */
record Link(
        DistrictId district,
        long seq,
        Digest previous,
        Instant at,
        String actorKind,
        String actorId,
        String verb,
        String objectKind,
        String objectId,
        Optional<Digest> who,
        Optional<Digest> before,
        Optional<Digest> after) {

    static final String COLUMNS =
            """
            seq, prev_hash, hash, happened_at, actor_kind, actor_id, verb, object_kind, object_id,
            who_hash, before_hash, after_hash
            """;

    Link {
        at = at.truncatedTo(ChronoUnit.MICROS);
    }

    /** What the first link of a district follows. */
    static Digest beginning(DistrictId district) {
        return Digest.of("rollcall-audit " + district);
    }

    static Link read(DistrictId district, ResultSet row) throws SQLException {
        return new Link(
                district,
                row.getLong("seq"),
                Columns.digest(row, "prev_hash"),
                Columns.instant(row, "happened_at"),
                row.getString("actor_kind"),
                row.getString("actor_id"),
                row.getString("verb"),
                row.getString("object_kind"),
                row.getString("object_id"),
                Columns.optionalDigest(row, "who_hash"),
                Columns.optionalDigest(row, "before_hash"),
                Columns.optionalDigest(row, "after_hash"));
    }

    Digest hash() {
        var covered = new LinkedHashMap<String, Object>();
        covered.put("district", district.toString());
        covered.put("seq", seq);
        covered.put("previous", previous.hex());
        covered.put("at", at.toString());
        covered.put("actorKind", actorKind);
        covered.put("actorId", actorId);
        covered.put("verb", verb);
        covered.put("objectKind", objectKind);
        covered.put("objectId", objectId);
        who.ifPresent(hash -> covered.put("who", hash.hex()));
        before.ifPresent(hash -> covered.put("before", hash.hex()));
        after.ifPresent(hash -> covered.put("after", hash.hex()));
        return Digest.of(CanonicalJson.bytes(covered));
    }

    Optional<Digest> hashOf(Payload.Part part) {
        return switch (part) {
            case WHO -> who;
            case BEFORE -> before;
            case AFTER -> after;
        };
    }
}
