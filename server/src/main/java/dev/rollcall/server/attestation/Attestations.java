package dev.rollcall.server.attestation;

import dev.rollcall.common.attestation.AttestationBeginning;
import dev.rollcall.common.attestation.AttestationChallenge;
import dev.rollcall.common.attestation.AttestationProof;
import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.attestation.tpm.Attestation;
import dev.rollcall.server.attestation.tpm.Attestation.Opened;
import dev.rollcall.server.attestation.tpm.Objection;
import dev.rollcall.server.attestation.tpm.TpmKey;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.enrollment.AttestedKeys;
import dev.rollcall.server.enrollment.AttestedKeys.Proven;
import dev.rollcall.server.enrollment.Enrollment;
import dev.rollcall.server.enrollment.Enrollments;
import dev.rollcall.server.enrollment.Identities;
import dev.rollcall.server.enrollment.IdentityCheck.Verdict;
import dev.rollcall.server.enrollment.ReviewKind;
import dev.rollcall.server.enrollment.Suggestions;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Challenges TPMs, and writes down what they prove. Safe for use by many threads. */
public final class Attestations {

    private static final Logger LOG = LoggerFactory.getLogger(Attestations.class);
    private static final Duration VALID = Duration.ofMinutes(5);
    private static final int RANDOM_BYTES = 32;

    private final Database database;
    private final Enrollments enrollments;
    private final Identities identities;
    private final Roots roots;
    private final Suggestions suggestions;
    private final AuditLog audit;
    private final SecureRandom random;

    public Attestations(
            Database database,
            Enrollments enrollments,
            Identities identities,
            Roots roots,
            Suggestions suggestions,
            AuditLog audit,
            SecureRandom random) {
        this.database = database;
        this.enrollments = enrollments;
        this.identities = identities;
        this.roots = roots;
        this.suggestions = suggestions;
        this.audit = audit;
        this.random = random;
    }

    /**
     * Who begins.
     *
     * @param certificate whose key it proved to hold
     * @param credentials of HTTP Basic, with the token that it is about to join with
     */
    record Asker(Optional<X509Certificate> certificate, Optional<String> credentials) {}

    /** Whose key is to be proven. @param enrollment that has it, if one has */
    private record Subject(DistrictId district, Optional<EnrollmentId> enrollment) {}

    /** The challenge; what proves nothing is a {@link Problem}. */
    AttestationChallenge begin(AttestationBeginning said, Asker asker, Instant now) {
        var named =
                TpmKey.parse(said.deviceKey())
                        .orElseThrow(() -> refused(Objection.DEVICE_KEY_UNUSABLE));
        var subject = subject(named.fingerprint(), asker, now);
        var district = subject.district();
        // strangers and those who begin again and again cost the writer nothing
        var trusted =
                database.read(h -> {
                    requireSome(
                            ChallengeRows.begun(h, district, named.fingerprint(), now)
                                    < ChallengeRows.MOST_OF_A_KEY);
                    return roots.certificates(h, district);
                });
        return switch (Attestation.open(said, trusted, now)) {
            case Opened.Refused(var why) -> {
                LOG.info(
                        "attestation refused why={} key={}",
                        why.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        named.fingerprint());
                throw refused(why);
            }
            case Opened.Plausible plausible -> challenge(said, plausible, subject, now);
        };
    }

    private Subject subject(Digest key, Asker asker, Instant now) {
        if (asker.certificate().isEmpty()) {
            return database.read(h -> enrollments.mayProve(h, asker.credentials(), key, now))
                    .map(district -> new Subject(district, Optional.empty()))
                    .orElseThrow(() ->
                            new Problem(
                                    ProblemCode.TOKEN_REQUIRED,
                                    "Show a device certificate, or a token that is good, or ask"
                                            + " with a key that waits."));
        }
        var certificate = asker.certificate().get();
        return switch (identities.judge(certificate)) {
            case Verdict.Unwelcome(var why) -> throw new Problem(why, why.sentence());
            case Verdict.Welcome(var device) -> {
                if (!Digest.of(certificate.getPublicKey().getEncoded()).equals(key)) {
                    throw refused(Objection.ANOTHER_DEVICE_KEY);
                }
                yield new Subject(device.district(), Optional.of(device.enrollment()));
            }
        };
    }

    private AttestationChallenge challenge(
            AttestationBeginning said, Opened.Plausible plausible, Subject subject, Instant now) {
        var secret = random();
        var sealed = plausible.seal(secret.toArray(), random);
        var challenge =
                new Challenge(
                        subject.district(),
                        plausible.deviceKey().fingerprint(),
                        subject.enrollment(),
                        said.deviceKey(),
                        said.attestationKey(),
                        endorsement(subject.district(), plausible.endorsement()),
                        random(),
                        Digest.of(secret.toArray()),
                        now.plus(VALID));
        requireSome(database.queued(h -> ChallengeRows.add(h, challenge, now)));
        return new AttestationChallenge(challenge.nonce(), sealed.credential(), sealed.secret());
    }

    private Bytes random() {
        var bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Bytes.copyOf(bytes);
    }

    /** The same TPM has another name in each district, so that lists of them cannot be joined. */
    private static Digest endorsement(DistrictId district, PublicKey key) {
        MessageDigest hash = Digest.sha256();
        hash.update(("rollcall-tpm " + district + " ").getBytes(StandardCharsets.US_ASCII));
        hash.update(key.getEncoded());
        return Digest.ofHash(hash.digest());
    }

    /**
     * Writes down that the key is in the TPM, durably; what does not prove it is a {@link Problem},
     * and uses up the challenge.
     */
    void complete(AttestationProof proof, Instant now) {
        var challenge =
                database.read(h -> ChallengeRows.open(h, proof.nonce(), now))
                        .orElseThrow(Attestations::over);
        var expected =
                new Attestation.Expected(
                        TpmKey.parse(challenge.attestationKey()).orElseThrow(),
                        TpmKey.parse(challenge.deviceKey()).orElseThrow(),
                        challenge.nonce(),
                        challenge.secretHash());
        var objection = Attestation.objection(proof, expected);
        boolean first =
                database.queued(h -> {
                    boolean counts = ChallengeRows.answered(h, challenge, now);
                    if (counts && objection.isEmpty()) {
                        proven(h, challenge, now);
                        KillPoint.pass("server.attestation.before-commit");
                    }
                    return counts;
                });
        if (!first) {
            throw over();
        }
        objection.ifPresent(why -> {
            LOG.warn(
                    "attestation refused why={} key={}",
                    why.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    challenge.key());
            throw refused(why);
        });
        KillPoint.pass("server.attestation.after-commit");
        LOG.info("key attested key={} enrollment={}", challenge.key(), challenge.enrollment());
    }

    private void proven(Handle handle, Challenge challenge, Instant now) {
        var proven = new Proven(challenge.district(), challenge.key(), challenge.endorsement());
        if (challenge.enrollment().isEmpty()) {
            AttestedKeys.proven(handle, proven, now);
            return;
        }
        var living =
                enrollments
                        .find(handle, challenge.district(), challenge.enrollment().get())
                        .filter(enrollment -> enrollment.end().isEmpty())
                        .orElseThrow(() ->
                                new Problem(
                                        ProblemCode.DEVICE_UNKNOWN,
                                        ProblemCode.DEVICE_UNKNOWN.sentence()));
        if (!enrollments.isCurrent(handle, living, challenge.key())) {
            // a newer key may be anywhere, whatever is true of this one
            throw refused(Objection.ANOTHER_DEVICE_KEY);
        }
        var before = AttestedKeys.holder(handle, proven.district(), proven.endorsement());
        AttestedKeys.proven(handle, proven, living.id(), now);
        record(handle, living, proven, now);
        before.filter(device -> !device.equals(living.device()))
                .ifPresent(device -> suggest(handle, living, device, now));
    }

    /** It joined as a new record before it showed its TPM: people decide what to do with two. */
    private void suggest(Handle handle, Enrollment joined, DeviceId other, Instant now) {
        suggestions.suggest(
                handle,
                joined.enrolledDevice(),
                ReviewKind.POSSIBLY_SAME,
                Optional.empty(),
                other,
                now);
    }

    private void record(Handle handle, Enrollment enrollment, Proven proven, Instant now) {
        audit.record(
                handle,
                AuditEvent.changed(
                        enrollment.district(),
                        Actor.device(enrollment.id().toString()),
                        now,
                        "attested",
                        "device",
                        enrollment.device().toString(),
                        Map.of(
                                "keyProtection",
                                enrollment.keyProtection().name().toLowerCase(Locale.ROOT)),
                        Map.of("keyProtection", "attested", "key", proven.key().hex())));
    }

    private static void requireSome(boolean permitted) {
        if (!permitted) {
            throw new Problem(
                    ProblemCode.TOO_MANY_REQUESTS,
                    "this key, or its TPM, began an attestation too often: try again later",
                    Map.of("retryAfterSeconds", VALID.toSeconds()));
        }
    }

    private static Problem over() {
        return new Problem(ProblemCode.ATTESTATION_OVER, ProblemCode.ATTESTATION_OVER.sentence());
    }

    private static Problem refused(Objection why) {
        return new Problem(ProblemCode.ATTESTATION_REFUSED, why.sentence());
    }
}
