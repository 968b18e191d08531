package dev.rollcall.server.enrollment;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.protocol.RenewalReply;
import dev.rollcall.common.protocol.RenewalRequest;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.Presences;
import dev.rollcall.server.pki.Authorities;
import dev.rollcall.server.pki.Issued;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a living enrollment its next certificate, for a key of the device's own. The earlier ones
 * hold until they expire: a device that lost the answer goes on with what it has and asks again.
 * Safe for use by many threads.
 */
public final class Renewals {

    private static final Logger LOG = LoggerFactory.getLogger(Renewals.class);
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final int MOST_IN_A_DAY = 4;

    private final Database database;
    private final Authorities authorities;
    private final AuditLog audit;
    private final Executor work;
    private final LongAdder senseless = new LongAdder();

    /**
     * @param work for proving requests, off the caller's thread and off the writer's
     */
    public Renewals(Database database, Authorities authorities, AuditLog audit, Executor work) {
        this.database = database;
        this.authorities = authorities;
        this.audit = audit;
        this.work = work;
    }

    /**
     * Completes when the certificate is durable; asked again for the same key, the same one is
     * given. An enrollment that is over is a {@link Problem}.
     *
     * @param device whose session asks
     * @return empty for a device that was given several in a day, for one whose enrollment other
     *     machines hold as well, and for a request that proves no key: such a device is not sent
     *     away, it goes on with what it has
     */
    public CompletableFuture<Optional<RenewalReply>> renew(
            EnrolledDevice device, RenewalRequest request, Instant now) {
        return CompletableFuture.supplyAsync(() -> provenKey(request), work)
                .thenCompose(key -> {
                    if (key.isEmpty()) {
                        senseless.increment();
                        LOG.info("a request for renewal proves no key device={}", device.device());
                        return CompletableFuture.completedFuture(Optional.empty());
                    }
                    return database.submit(h ->
                                    Presences.isInQuarantine(h, device)
                                            ? Optional.<Issued>empty()
                                            : renewed(h, device, key.get(), now))
                            .thenApply(issued -> {
                                KillPoint.pass("server.renewal.after-commit");
                                return issued.map(Renewals::reply);
                            });
                });
    }

    /**
     * Like {@link #renew(EnrolledDevice, RenewalRequest, Instant)} for a key that was proven. An
     * enrollment that other machines hold as well is a {@link Problem}.
     *
     * @return empty for a device that was given several in a day
     */
    public CompletableFuture<Optional<Issued>> renew(
            EnrolledDevice device, PublicKey key, Instant now) {
        return database.submit(h -> {
            if (Presences.isInQuarantine(h, device)) {
                throw refused(ProblemCode.IDENTITY_CLONED);
            }
            return renewed(h, device, key, now);
        });
    }

    private Optional<Issued> renewed(
            Handle handle, EnrolledDevice device, PublicKey key, Instant now) {
        var issued = renew(handle, device, key, now, new Story("renewed", Map.of()));
        KillPoint.pass("server.renewal.before-commit");
        return issued;
    }

    /** How a certificate came to be renewed, for the audit. */
    record Story(String verb, Map<String, String> facts) {}

    static Problem tooMany() {
        var code = ProblemCode.TOO_MANY_REQUESTS;
        return new Problem(
                code,
                "this device was given several certificates in a day",
                Map.of("retryAfterSeconds", A_DAY.toSeconds(), "reaction", code.reaction()));
    }

    /** Requests that proved no key; for metrics. */
    public long senseless() {
        return senseless.sum();
    }

    /**
     * In the transaction of the caller. @return empty for a device that was given several in a day
     */
    Optional<Issued> renew(
            Handle handle, EnrolledDevice device, PublicKey key, Instant now, Story story) {
        var living =
                EnrollmentRows.find(handle, device.district(), device.enrollment())
                        .filter(enrollment -> enrollment.end().isEmpty());
        if (living.isEmpty()) {
            throw refused(ProblemCode.DEVICE_UNKNOWN);
        }
        var before =
                authorities
                        .issued(handle, device.district(), device.enrollment(), key)
                        .filter(issued -> now.isBefore(issued.leaf().getNotAfter().toInstant()));
        if (before.isPresent()) {
            return before;
        }
        int lately =
                authorities.issuedSince(
                        handle, device.district(), device.enrollment(), now.minus(A_DAY));
        if (lately >= MOST_IN_A_DAY) {
            return Optional.empty();
        }
        return Optional.of(issue(handle, device, key, now, story));
    }

    private Issued issue(
            Handle handle, EnrolledDevice device, PublicKey key, Instant now, Story story) {
        var before = authorities.newest(handle, device.district(), device.enrollment());
        var issued = authorities.issue(handle, device.district(), device.enrollment(), key, now);
        AttestedKeys.renewed(
                handle, device.district(), Digest.of(key.getEncoded()), device.enrollment());
        audit.record(
                handle,
                AuditEvent.changed(
                        device.district(),
                        Actor.device(device.enrollment().toString()),
                        now,
                        story.verb(),
                        "device",
                        device.device().toString(),
                        before.map(certificate -> audited(device, certificate)).orElse(Map.of()),
                        with(story.facts(), audited(device, issued.leaf()))));
        return issued;
    }

    private static Map<String, String> with(Map<String, String> more, Map<String, String> facts) {
        var both = new TreeMap<>(facts);
        both.putAll(more);
        return both;
    }

    private static Map<String, String> audited(EnrolledDevice device, X509Certificate certificate) {
        return Map.of(
                "enrollment", device.enrollment().toString(),
                "key", Digest.of(certificate.getPublicKey().getEncoded()).hex(),
                "serial", certificate.getSerialNumber().toString(16));
    }

    private static Optional<PublicKey> provenKey(RenewalRequest request) {
        try {
            var requests = Pem.decode("CERTIFICATE REQUEST", request.csr());
            return requests.size() == 1
                            && RequestedNames.objection(requests.getFirst(), Optional.empty())
                                    .isEmpty()
                    ? CertificateRequest.provenKey(requests.getFirst())
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            // no PEM at all
            return Optional.empty();
        }
    }

    private static RenewalReply reply(Issued issued) {
        return new RenewalReply(issued.chain().stream().map(Pem::encode).toList());
    }

    private static Problem refused(ProblemCode code) {
        return new Problem(code, code.sentence());
    }
}
