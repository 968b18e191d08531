package dev.rollcall.server.audit;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs how far the chains go. */
public final class AuditSeals {

    private static final Logger LOG = LoggerFactory.getLogger(AuditSeals.class);

    private final SealingKey key;

    public AuditSeals(SealingKey key) {
        this.key = key;
    }

    /** Seals every chain that grew since its last seal; how many. Again seals nothing. */
    public int sealAll(Handle handle, Instant now) {
        var grown =
                handle.createQuery(
                                """
                                SELECT h.district_id FROM audit_head h
                                 WHERE h.seq > COALESCE((SELECT MAX(s.through_seq)
                                                           FROM audit_seal s
                                                          WHERE s.district_id = h.district_id), 0)
                                """)
                        .map((row, context) -> new DistrictId(Columns.uuid(row, "district_id")))
                        .list();
        grown.forEach(district -> seal(handle, district, now));
        return grown.size();
    }

    private void seal(Handle handle, DistrictId district, Instant now) {
        var head = AuditLog.head(handle, district);
        var last = last(handle, district);
        var seal =
                new Seal(
                        district,
                        last.map(Last::number).orElse(0L) + 1,
                        head.seq(),
                        head.hash(),
                        last.map(l -> Digest.of(l.statement())).orElse(Seal.NOTHING),
                        now);
        var statement = CanonicalJson.text(seal);
        handle.createUpdate(
                        """
                        INSERT INTO audit_seal
                               (district_id, number, through_seq, statement, key_id, signature)
                        VALUES (:district, :number, :through, :statement, :key, :signature)
                        """)
                .bind("district", district)
                .bind("number", seal.number())
                .bind("through", seal.through())
                .bind("statement", statement)
                .bind("key", key.keyId().value())
                .bind("signature", Bytes.copyOf(key.sign(Seal.signedBytes(statement))))
                .execute();
        KillPoint.pass("server.audit-seal.before-commit");
        // the log leaves the machine in most installations: a copy to hold a cut database against
        LOG.info(
                "audit sealed district={} number={} through={} hash={}",
                district,
                seal.number(),
                seal.through(),
                seal.hash());
    }

    private static Optional<Last> last(Handle handle, DistrictId district) {
        return handle.createQuery(
                        """
                        SELECT number, statement FROM audit_seal
                         WHERE district_id = :district
                         ORDER BY number DESC FETCH FIRST 1 ROW ONLY
                        """)
                .bind("district", district)
                .map((row, context) -> new Last(row.getLong("number"), row.getString("statement")))
                .findOne();
    }

    private record Last(long number, String statement) {}
}
