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
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.AddressKind;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.enrollment.Acceptance.Accepted;
import dev.rollcall.server.enrollment.Acceptance.Denied;
import dev.rollcall.server.enrollment.Acceptance.Pending;
import dev.rollcall.server.enrollment.Admission.Verdict;
import dev.rollcall.server.enrollment.Joining.Joiner;
import dev.rollcall.server.pki.Authorities;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.net.InetAddress;
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
    private final Authorities authorities;
    private final KnownRecords records;
    private final Joining joining;
    private final Waits waits;
    private final Suggestions suggestions;
    private final LongAdder accepted = new LongAdder();
    private final LongAdder pending = new LongAdder();
    private final Map<ProblemCode, LongAdder> denied = new ConcurrentHashMap<>();

    public Enrollments(
            Database database,
            Tokens tokens,
            Devices devices,
            Authorities authorities,
            AuditLog audit,
            IdSource ids,
            Departures departures,
            UrgentOrders urgent,
            KnownRecords records) {
        this.database = database;
        this.tokens = tokens;
        this.authorities = authorities;
        this.records = records;
        this.joining = new Joining(devices, authorities, departures, urgent, audit, ids);
        this.suggestions = new Suggestions(audit);
        this.waits = new Waits(tokens, joining, records, suggestions);
    }

    /** How many there are that have not ended, over all districts. */
    public static long living(Handle handle) {
        return handle.createQuery("SELECT COUNT(*) FROM enrollment WHERE ended_at IS NULL")
                .mapTo(Long.class)
                .one();
    }

    /**
     * Lets a device join, or says what it waits for. Joining spends the token, creates device and
     * enrollment and issues the certificate: all of it durably, or nothing. Asked again with the
     * same key, because the answer was lost, it gives the same certificate and spends nothing. The
     * token is looked at before the request is, so that strangers cost no signature check, and is
     * judged again when it is spent.
     *
     * @param token empty for a device that asked before, which its key shows
     * @param csr PKCS#10 in DER
     * @param from where it asks from; only what kind of network that is, is kept
     */
    public Acceptance accept(Optional<String> token, byte[] csr, InetAddress from, Instant now) {
        var acceptance = judge(token, csr, from, now);
        switch (acceptance) {
            case Accepted joined -> {
                KillPoint.pass("server.enrollment.after-commit");
                accepted.increment();
            }
            case Pending waiting -> pending.increment();
            case Denied(var code, var detail) ->
                    denied.computeIfAbsent(code, c -> new LongAdder()).increment();
        }
        return acceptance;
    }

    /** Devices that joined, those counted again that asked again; for metrics. */
    public long accepted() {
        return accepted.sum();
    }

    /** Requests that were told to wait for a person; for metrics. */
    public long pending() {
        return pending.sum();
    }

    /** Requests that were denied for a reason; for metrics. */
    public long denied(ProblemCode why) {
        var count = denied.get(why);
        return count == null ? 0 : count.sum();
    }

    private Acceptance judge(Optional<String> token, byte[] csr, InetAddress from, Instant now) {
        if (token.isEmpty()) {
            return asksAgain(csr, now);
        }
        var hash = TokenText.digest(token.get());
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
                            // in the turn of devices: a summer of imaging must not go before
                            // outcomes
                            .orElseGet(() ->
                                    database.queued(
                                            h -> proven(h, known.get(), key, csr, from, now)));
        };
    }

    /** That the token is no good is said first: with another request it would be no better. */
    private static Acceptance bad(Token token, String why, Instant now) {
        return token.objection(now)
                .map(Denied::of)
                .orElse(new Denied(ProblemCode.CERTIFICATE_REQUEST_BAD, why));
    }

    /** Without a token, for a key that was told to wait, or whose answer was lost. */
    private Acceptance asksAgain(byte[] csr, Instant now) {
        var unknown = Denied.of(ProblemCode.TOKEN_REQUIRED);
        var named = CertificateRequest.namedKey(csr).map(key -> Digest.of(key.getEncoded()));
        if (named.isEmpty() || !database.read(h -> isKnown(h, named.get()))) {
            return unknown;
        }
        return CertificateRequest.judge(csr) instanceof Proof.Proven(var key)
                ? database.queued(h -> before(h, key, now)).orElse(unknown)
                : unknown;
    }

    private static boolean isKnown(Handle handle, Digest key) {
        return ReviewRows.byKey(handle, key).isPresent()
                || EnrollmentRows.byKey(handle, key).isPresent();
    }

    /** What this key was told before. */
    private Optional<Acceptance> before(Handle handle, PublicKey key, Instant now) {
        var fingerprint = Digest.of(key.getEncoded());
        return EnrollmentRows.byKey(handle, fingerprint)
                .flatMap(enrollment -> again(handle, enrollment, key))
                .or(() ->
                        ReviewRows.byKey(handle, fingerprint)
                                .filter(review -> review.enrollment().isEmpty())
                                .map(review -> waits.answer(handle, review, key, now)));
    }

    /** The certificate that it was given, if it still counts. */
    private Optional<Acceptance> again(Handle handle, Enrollment enrollment, PublicKey key) {
        return Optional.of(enrollment)
                .filter(e -> e.end().isEmpty())
                .flatMap(e -> authorities.issued(handle, e.district(), e.id(), key))
                .map(issued -> new Accepted(enrollment.enrolledDevice(), issued.chain()));
    }

    private Acceptance proven(
            Handle handle, Token asked, PublicKey key, byte[] csr, InetAddress from, Instant now) {
        var fingerprint = Digest.of(key.getEncoded());
        var district = asked.district();
        var answered =
                EnrollmentRows.byTokenAndKey(handle, district, asked.id(), fingerprint)
                        .flatMap(enrollment -> again(handle, enrollment, key));
        if (answered.isPresent()) {
            return answered.get();
        }
        var waiting =
                ReviewRows.byKey(handle, fingerprint)
                        .filter(r -> r.district().equals(district) && r.enrollment().isEmpty());
        if (waiting.isPresent() && waiting.get().token().equals(Optional.of(asked.id()))) {
            return waits.answer(handle, waiting.get(), key, now);
        }
        // as it is in this transaction: of many who ask with it at once, one has the last use
        var token = tokens.find(handle, district, asked.id()).orElseThrow();
        var serial = RequestedNames.claimedSerial(csr);
        var known =
                serial.map(text -> records.withSerial(handle, district, text, token.unit(), now))
                        .orElse(List.of());
        var listed = serial.filter(text -> tokens.lists(handle, token, text)).isPresent();
        var own =
                AttestedKeys.recordOf(handle, district, fingerprint)
                        .flatMap(device -> records.living(handle, district, device, now));
        var question = new Admission.Asked(token, from, listed, known, own, now);
        return switch (Admission.decide(question)) {
            case Verdict.Refuse(var code, var detail) -> new Denied(code, detail);
            case Verdict.Ask(var kind, var candidate) ->
                    waiting.filter(r -> r.state() != Review.State.DENIED)
                            .map(r -> waits.answer(handle, r, key, now))
                            .orElseGet(() ->
                                    waits.begin(
                                            handle,
                                            token,
                                            new Waits.Asking(
                                                    key,
                                                    serial,
                                                    AddressKind.of(from),
                                                    kind,
                                                    candidate),
                                            now));
            case Verdict.Admit(var onto) -> {
                waiting.ifPresent(r -> waits.overtaken(handle, r, now));
                tokens.spend(handle, district, token.id());
                serial.ifPresent(text -> tokens.joined(handle, district, token.id(), text, now));
                var joiner =
                        new Joiner(
                                district,
                                token.id(),
                                token.unit(),
                                token.cameFrom(),
                                key,
                                AddressKind.of(from));
                var accepted = joining.join(handle, joiner, onto, now);
                onto.ifPresent(device ->
                        records.arrived(
                                handle, district, device, accepted.device().enrollment(), now));
                if (onto.isEmpty() && !known.isEmpty()) {
                    suggestions.suggest(
                            handle,
                            accepted.device(),
                            ReviewKind.POSSIBLY_SAME,
                            serial,
                            known.getFirst().device(),
                            now);
                }
                yield accepted;
            }
        };
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
        var joiner = new Joiner(district, token, unit, Optional.empty(), key, from);
        return joining.join(handle, joiner, Optional.empty(), now);
    }

    /**
     * In which district a key that has not joined yet may be attested: it waits there, or is shown
     * with a token that is still good for something.
     *
     * @param credentials of HTTP Basic, whose password is a token
     */
    public Optional<DistrictId> mayProve(
            Handle handle, Optional<String> credentials, Digest key, Instant now) {
        return EstMessages.password(credentials)
                .flatMap(TokenText::digest)
                .flatMap(hash -> tokens.find(handle, hash))
                .filter(found -> found.objection(now).isEmpty())
                .map(Token::district)
                .or(() ->
                        ReviewRows.byKey(handle, key)
                                .filter(review -> review.enrollment().isEmpty())
                                .filter(review -> review.state() == Review.State.WAITING)
                                .map(Review::district));
    }

    /** Whether a key is that of the last certificate which an enrollment was given. */
    public boolean isCurrent(Handle handle, Enrollment enrollment, Digest key) {
        return authorities
                .newest(handle, enrollment.district(), enrollment.id())
                .filter(newest -> Digest.of(newest.getPublicKey().getEncoded()).equals(key))
                .isPresent();
    }

    public Optional<Enrollment> find(Handle handle, DistrictId district, EnrollmentId enrollment) {
        return EnrollmentRows.find(handle, district, enrollment);
    }

    /**
     * A record's enrollments, newest first: those of records that are part of it among them, and
     * those that joined as it and are another's now.
     */
    public List<Enrollment> of(Handle handle, DistrictId district, DeviceId record) {
        return EnrollmentRows.everOf(handle, district, record);
    }

    /** Whether the enrollment of a session is still of the record that the session began with. */
    public static boolean isCurrent(Handle handle, EnrolledDevice device) {
        return EnrollmentRows.isOf(handle, device.district(), device.enrollment(), device.device());
    }
}
