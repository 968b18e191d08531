package dev.rollcall.server.enrollment;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.TokenId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.CertificateRequest.Proof;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.AddressKind;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.enrollment.Acceptance.Accepted;
import dev.rollcall.server.enrollment.Acceptance.Denied;
import dev.rollcall.server.enrollment.Tokens.Spending;
import dev.rollcall.server.pki.Authorities;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jdbi.v3.core.Handle;

/** Lets devices join. Safe for use by many threads. */
public final class Enrollments {

    private final Database database;
    private final Tokens tokens;
    private final Devices devices;
    private final Authorities authorities;
    private final AuditLog audit;
    private final IdSource ids;
    private final LongAdder accepted = new LongAdder();
    private final Map<ProblemCode, LongAdder> denied = new ConcurrentHashMap<>();

    public Enrollments(
            Database database,
            Tokens tokens,
            Devices devices,
            Authorities authorities,
            AuditLog audit,
            IdSource ids) {
        this.database = database;
        this.tokens = tokens;
        this.devices = devices;
        this.authorities = authorities;
        this.audit = audit;
        this.ids = ids;
    }

    /** How many there are that have not ended, over all districts. */
    public static long living(Handle handle) {
        return handle.createQuery("SELECT COUNT(*) FROM enrollment WHERE ended_at IS NULL")
                .mapTo(Long.class)
                .one();
    }

    /**
     * Spends the token, creates device and enrollment and issues the certificate: all of it
     * durably, or nothing. Asked again with the same token and key, because the answer was lost, it
     * gives the same certificate and spends nothing. The token is looked at before the request is,
     * so that strangers cost no signature check, and is judged again when it is spent.
     *
     * @param csr PKCS#10 in DER
     * @param from what kind of network it asks from
     */
    public Acceptance accept(String token, byte[] csr, AddressKind from, Instant now) {
        var acceptance = judge(token, csr, from, now);
        switch (acceptance) {
            case Accepted joined -> {
                KillPoint.pass("server.enrollment.after-commit");
                accepted.increment();
            }
            case Denied(var code, var detail) ->
                    denied.computeIfAbsent(code, c -> new LongAdder()).increment();
        }
        return acceptance;
    }

    /** Devices that joined, those counted again that asked again; for metrics. */
    public long accepted() {
        return accepted.sum();
    }

    /** Requests that were denied for a reason; for metrics. */
    public long denied(ProblemCode why) {
        var count = denied.get(why);
        return count == null ? 0 : count.sum();
    }

    private Acceptance judge(String token, byte[] csr, AddressKind from, Instant now) {
        var hash = TokenText.digest(token);
        if (hash.isEmpty()) {
            return Denied.of(ProblemCode.TOKEN_MALFORMED);
        }
        var known = database.read(h -> tokens.find(h, hash.get()));
        if (known.isEmpty()) {
            return Denied.of(ProblemCode.TOKEN_UNKNOWN);
        }
        if (known.get().revokedAt().isPresent()) {
            return Denied.of(ProblemCode.TOKEN_REVOKED);
        }
        return switch (CertificateRequest.judge(csr)) {
            case Proof.Unproven(var fault) -> bad(known.get(), fault.sentence(), now);
            case Proof.Proven(var key) ->
                    RequestedNames.objection(csr, Optional.empty())
                            .map(why -> bad(known.get(), why, now))
                            .orElseGet(() -> proven(known.get(), hash.get(), key, from, now));
        };
    }

    /** That the token is no good is said first: with another request it would be no better. */
    private static Acceptance bad(Token token, String why, Instant now) {
        return token.objection(now)
                .map(Denied::of)
                .orElse(new Denied(ProblemCode.CERTIFICATE_REQUEST_BAD, why));
    }

    private Acceptance proven(
            Token token, Digest hash, PublicKey key, AddressKind from, Instant now) {
        // in the turn of devices: a summer of imaging must not go before outcomes
        return database.queued(
                h -> repeated(h, token, key).orElseGet(() -> join(h, hash, key, from, now)));
    }

    /** What this token and key were given before, if it still counts. */
    private Optional<Acceptance> repeated(Handle handle, Token token, PublicKey key) {
        return EnrollmentRows.byTokenAndKey(
                        handle, token.district(), token.id(), Digest.of(key.getEncoded()))
                .filter(enrollment -> enrollment.end().isEmpty())
                .flatMap(enrollment ->
                        authorities
                                .issued(handle, token.district(), enrollment.id(), key)
                                .map(issued ->
                                        new Accepted(enrollment.enrolledDevice(), issued.chain())));
    }

    private Acceptance join(
            Handle handle, Digest hash, PublicKey key, AddressKind from, Instant now) {
        return switch (tokens.spend(handle, hash, now)) {
            case Spending.NotSpent(var why) -> Denied.of(why);
            case Spending.Spent(var token) -> join(handle, token, key, from, now);
        };
    }

    private Accepted join(
            Handle handle, Token token, PublicKey key, AddressKind from, Instant now) {
        return join(handle, token.district(), token.unit(), token.id(), key, from, now);
    }

    /**
     * Creates device and enrollment and issues the certificate.
     *
     * @param token that let it in, or the one that it was copied from
     */
    Accepted join(
            Handle handle,
            DistrictId district,
            UnitId unit,
            TokenId token,
            PublicKey key,
            AddressKind from,
            Instant now) {
        var enrollment =
                new Enrollment(
                        district,
                        new EnrollmentId(ids.next()),
                        devices.create(handle, district, unit, now),
                        unit,
                        token,
                        Digest.of(key.getEncoded()),
                        KeyProtection.FILE,
                        from,
                        now,
                        Optional.empty());
        EnrollmentRows.add(handle, enrollment);
        var issued = authorities.issue(handle, district, enrollment.id(), key, now);
        audit.record(
                handle,
                AuditEvent.of(
                        district,
                        Actor.device(enrollment.id().toString()),
                        now,
                        "enrolled",
                        "device",
                        enrollment.device().toString(),
                        Map.of(
                                "enrollment", enrollment.id().toString(),
                                "unit", unit.toString(),
                                "token", token.toString(),
                                "serial", issued.leaf().getSerialNumber().toString(16))));
        KillPoint.pass("server.enrollment.before-commit");
        return new Accepted(enrollment.enrolledDevice(), issued.chain());
    }

    public Optional<Enrollment> find(Handle handle, DistrictId district, EnrollmentId enrollment) {
        return EnrollmentRows.find(handle, district, enrollment);
    }

    /** A device's enrollments, newest first. */
    public List<Enrollment> of(Handle handle, DistrictId district, DeviceId device) {
        return EnrollmentRows.of(handle, district, device);
    }
}
