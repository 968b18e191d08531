package dev.rollcall.server.attestation;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.PlainText;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Which manufacturers of TPMs a district trusts: nobody at first. */
public final class Roots {

    private static final String COLUMNS =
            """
            SELECT fingerprint, subject, not_after, added_at, added_by FROM attestation_root
            """;

    private static final int MOST = 200;
    private static final int LONGEST_SUBJECT = 300;
    private static final int CERTIFICATE_SIGN = 5;

    private final AuditLog audit;

    public Roots(AuditLog audit) {
        this.audit = audit;
    }

    /** In order of their fingerprints, after one. */
    List<Root> list(Handle handle, DistrictId district, Optional<Digest> after, int limit) {
        return handle.createQuery(
                        COLUMNS
                                + " WHERE district_id = :district AND fingerprint > :after"
                                + " ORDER BY fingerprint FETCH FIRST :limit ROWS ONLY")
                .bind("district", district)
                .bind("after", after.map(Digest::toBytes).orElse(new byte[0]))
                .bind("limit", limit)
                .map((row, c) -> root(row))
                .list();
    }

    private static Root root(ResultSet row) throws SQLException {
        return new Root(
                Columns.digest(row, "fingerprint"),
                row.getString("subject"),
                Columns.instant(row, "not_after"),
                Columns.instant(row, "added_at"),
                row.getString("added_by"));
    }

    /** The certificates themselves. */
    List<X509Certificate> certificates(Handle handle, DistrictId district) {
        return handle.createQuery("SELECT certificate FROM attestation_root WHERE district_id = ?")
                .bind(0, district)
                .map((row, c) -> Columns.bytes(row, "certificate"))
                .map(Roots::read)
                .list();
    }

    private static X509Certificate read(Bytes der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der.toArray()));
        } catch (CertificateException e) {
            throw new IllegalStateException("a stored certificate cannot be read", e);
        }
    }

    /** Those of them that are new; one that is no authority's is a {@link Problem}. */
    List<Root> add(
            Handle handle,
            DistrictId district,
            List<X509Certificate> certificates,
            Actor actor,
            Instant now) {
        var added = new ArrayList<Root>();
        for (var certificate : certificates) {
            requireAuthority(certificate, now);
            var der = der(certificate);
            var root =
                    new Root(
                            Digest.of(der),
                            subject(certificate),
                            certificate.getNotAfter().toInstant(),
                            now,
                            actor.name());
            if (find(handle, district, root.fingerprint()).isEmpty()) {
                insert(handle, district, root, der);
                record(handle, district, root, actor, now);
                added.add(root);
            }
        }
        if (count(handle, district) > MOST) {
            throw invalid("a district trusts at most " + MOST + " certificates of manufacturers");
        }
        return added;
    }

    private static void insert(Handle handle, DistrictId district, Root root, byte[] der) {
        handle.execute(
                """
                INSERT INTO attestation_root
                    (district_id, fingerprint, certificate, subject, not_after, added_at, added_by)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                district,
                root.fingerprint(),
                Bytes.copyOf(der),
                root.subject(),
                root.notAfter(),
                root.addedAt(),
                root.by());
    }

    /** Trusts it no more; what was proven stays proven. */
    boolean remove(
            Handle handle, DistrictId district, Digest fingerprint, Actor actor, Instant now) {
        var root = find(handle, district, fingerprint);
        root.ifPresent(found -> {
            handle.execute(
                    "DELETE FROM attestation_root WHERE district_id = ? AND fingerprint = ?",
                    district,
                    fingerprint);
            audit.record(
                    handle,
                    AuditEvent.changed(
                            district,
                            actor,
                            now,
                            "removed",
                            "tpm-root",
                            fingerprint.hex(),
                            Map.of("subject", found.subject(), "state", "trusted"),
                            Map.of("state", "removed")));
        });
        return root.isPresent();
    }

    private void record(Handle handle, DistrictId district, Root root, Actor actor, Instant now) {
        audit.record(
                handle,
                AuditEvent.of(
                        district,
                        actor,
                        now,
                        "created",
                        "tpm-root",
                        root.fingerprint().hex(),
                        Map.of(
                                "subject", root.subject(),
                                "notAfter", root.notAfter().toString())));
    }

    private Optional<Root> find(Handle handle, DistrictId district, Digest fingerprint) {
        return handle.createQuery(COLUMNS + " WHERE district_id = ? AND fingerprint = ?")
                .bind(0, district)
                .bind(1, fingerprint)
                .map((row, c) -> root(row))
                .findOne();
    }

    private static int count(Handle handle, DistrictId district) {
        return handle.createQuery("SELECT COUNT(*) FROM attestation_root WHERE district_id = ?")
                .bind(0, district)
                .mapTo(Integer.class)
                .one();
    }

    private static void requireAuthority(X509Certificate certificate, Instant now) {
        var subject = subject(certificate);
        if (certificate.getBasicConstraints() < 0) {
            throw invalid(subject + " is no authority's certificate: import the manufacturer's");
        }
        var usage = certificate.getKeyUsage();
        if (usage != null && !usage[CERTIFICATE_SIGN]) {
            throw invalid(subject + " may sign no certificates");
        }
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            throw invalid(subject + " has expired");
        }
    }

    private static String subject(X509Certificate certificate) {
        return PlainText.line(certificate.getSubjectX500Principal().getName(), LONGEST_SUBJECT);
    }

    private static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw invalid(subject(certificate) + " cannot be written down");
        }
    }

    private static Problem invalid(String why) {
        return new Problem(ProblemCode.INVALID_VALUE, why, Map.of("field", "certificates"));
    }
}
