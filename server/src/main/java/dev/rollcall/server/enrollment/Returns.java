package dev.rollcall.server.enrollment;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.server.device.Presence;
import dev.rollcall.server.device.Presences;
import dev.rollcall.server.enrollment.IdentityCheck.Verdict;
import dev.rollcall.server.pki.Authorities;
import dev.rollcall.server.pki.Issued;
import dev.rollcall.server.pki.PeerIdentity;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a device come back whose certificate expired while it was away, for as long as its unit
 * grants: by its old key, and by a request that was made just now. Safe for use by many threads.
 */
public final class Returns {

    private static final Logger LOG = LoggerFactory.getLogger(Returns.class);

    private final Database database;
    private final Authorities authorities;
    private final Renewals renewals;
    private final ReturnGraces graces;
    private final Presences presences;
    private final ReturnNonces nonces;
    private final LongAdder accepted = new LongAdder();
    private final Map<ProblemCode, LongAdder> refused = new ConcurrentHashMap<>();

    public Returns(
            Database database,
            Authorities authorities,
            Renewals renewals,
            ReturnGraces graces,
            Presences presences,
            SecureRandom random) {
        this.database = database;
        this.authorities = authorities;
        this.renewals = renewals;
        this.graces = graces;
        this.presences = presences;
        this.nonces = new ReturnNonces(random);
    }

    /** A key that was proven, with the nonce of its request. */
    record Asked(PublicKey key, Optional<String> nonce) {}

    /** A device that may return. @param subject what its nonce is for */
    private record Candidate(PeerIdentity peer, Enrollment enrollment, String subject) {}

    /**
     * Judges and issues in one transaction. A nonce is good for one certificate: it names the
     * newest one that its enrollment has.
     *
     * @param expired whose key the device proved to hold
     */
    Return accept(X509Certificate expired, Asked asked, Instant now) {
        try {
            var answer = judge(expired, asked, now);
            switch (answer) {
                case Return.Returned _ -> {
                    KillPoint.pass("server.return.after-commit");
                    accepted.increment();
                }
                case Return.NonceNeeded _ -> count(ProblemCode.RENEWAL_NONCE_REQUIRED);
            }
            return answer;
        } catch (Problem problem) {
            count(problem.code());
            throw problem;
        }
    }

    /** Devices that came back, those counted again that asked again; for metrics. */
    public long accepted() {
        return accepted.sum();
    }

    /** Requests that were refused for a reason; for metrics. */
    public long refused(ProblemCode why) {
        var count = refused.get(why);
        return count == null ? 0 : count.sum();
    }

    private void count(ProblemCode why) {
        refused.computeIfAbsent(why, c -> new LongAdder()).increment();
    }

    private Return judge(X509Certificate expired, Asked asked, Instant now) {
        // strangers' nonces cost the writer nothing
        var needed = database.read(h -> nonceNeeded(candidate(h, expired, now), asked, now));
        return needed.isPresent()
                ? needed.get()
                : database.queued(h -> {
                    var candidate = candidate(h, expired, now);
                    return nonceNeeded(candidate, asked, now)
                            .orElseGet(() -> returned(h, candidate, asked.key(), now));
                });
    }

    private Optional<Return> nonceNeeded(Candidate candidate, Asked asked, Instant now) {
        return asked.nonce().filter(n -> nonces.holds(n, candidate.subject(), now)).isPresent()
                ? Optional.empty()
                : Optional.of(new Return.NonceNeeded(nonces.next(candidate.subject(), now)));
    }

    private Candidate candidate(Handle handle, X509Certificate expired, Instant now) {
        var peer =
                authorities
                        .deviceCertificates()
                        .recognize(expired)
                        .orElseThrow(() -> problem(ProblemCode.DEVICE_UNKNOWN));
        var enrollment = EnrollmentRows.find(handle, peer.district(), peer.enrollment());
        var status = authorities.status(handle, peer.district(), peer.serial());
        var verdict = IdentityCheck.decide(peer, enrollment, status, now);
        if (!verdict.equals(new Verdict.Unwelcome(ProblemCode.CERTIFICATE_EXPIRED))) {
            throw problem(
                    verdict instanceof Verdict.Unwelcome(var why) ? why : ProblemCode.CONFLICT);
        }
        var living = enrollment.orElseThrow();
        var grace = graces.of(handle, living.district(), living.unit());
        ReturnRules.objection(peer.notAfter(), grace, now)
                .ifPresent(why -> {
                    throw refusal(ProblemCode.RETURN_GRACE_OVER, why);
                });
        return new Candidate(peer, living, subject(handle, peer));
    }

    private String subject(Handle handle, PeerIdentity peer) {
        EnrollmentId enrollment = peer.enrollment();
        BigInteger newest =
                authorities
                        .newest(handle, peer.district(), enrollment)
                        .map(X509Certificate::getSerialNumber)
                        .orElse(peer.serial());
        return peer.district() + " " + enrollment + " " + peer.serial() + " " + newest;
    }

    private Return returned(Handle handle, Candidate candidate, PublicKey key, Instant now) {
        var device = candidate.enrollment().enrolledDevice();
        var facts = new LinkedHashMap<String, String>();
        presences
                .find(handle, device.district(), device.device())
                .map(Presence::lastCheckIn)
                .ifPresent(last -> facts.put("away", days(last, now)));
        facts.put("expiredBefore", days(candidate.peer().notAfter(), now));
        Issued issued =
                renewals.renew(handle, device, key, now, new Renewals.Story("returned", facts))
                        .orElseThrow(() -> Renewals.tooMany());
        LOG.info("device returned device={} facts={}", device.device(), facts);
        KillPoint.pass("server.return.before-commit");
        return new Return.Returned(issued);
    }

    private static String days(Instant since, Instant now) {
        return Duration.between(since, now).toDays() + " days";
    }

    private static Problem problem(ProblemCode code) {
        return refusal(code, code.sentence());
    }

    /** With what the device shall do about it, which HTTP has no word for. */
    static Problem refusal(ProblemCode code, String detail) {
        return new Problem(code, detail, Map.of("reaction", code.reaction()));
    }
}
