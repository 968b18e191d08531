package dev.rollcall.server.enrollment;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.clone.CloneCase;
import dev.rollcall.server.clone.CloneCases;
import dev.rollcall.server.clone.CloneRule;
import dev.rollcall.server.clone.CloneRule.Decision;
import dev.rollcall.server.clone.Copy;
import dev.rollcall.server.device.AddressKind;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.enrollment.IdentityCheck.Verdict;
import dev.rollcall.server.pki.Authorities;
import dev.rollcall.server.pki.RevocationReason;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.PlainText;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * Gives machines that share an enrollment an identity each: all but the last a record of their own
 * in the same unit, the last one a new key for the record that was copied. Safe for use by many
 * threads.
 */
public final class Separation {

    private static final int LONGEST_BOOT_ID = 64;

    /** More than a school makes of one image: what asks beyond needs a token. */
    private static final int MOST_COPIES = 1000;

    private final Database database;
    private final Enrollments enrollments;
    private final Authorities authorities;
    private final CloneCases cases;
    private final UrgentOrders urgent;
    private final ReturnGraces graces;
    private final AuditLog audit;

    public Separation(
            Database database,
            Enrollments enrollments,
            Authorities authorities,
            CloneCases cases,
            UrgentOrders urgent,
            ReturnGraces graces,
            AuditLog audit) {
        this.database = database;
        this.enrollments = enrollments;
        this.authorities = authorities;
        this.cases = cases;
        this.urgent = urgent;
        this.graces = graces;
        this.audit = audit;
    }

    /** What a copy is told. */
    public sealed interface Answer {

        /** Its certificate, and those up to the root. */
        record Given(List<X509Certificate> chain) implements Answer {}

        /** To ask again after a while. */
        record Later(Duration again) implements Answer {}
    }

    /** Whether a certificate counts for asking: it is good, or revoked because it was copied. */
    static boolean mayAsk(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Welcome _ -> true;
            case Verdict.Unwelcome(var why) -> why == ProblemCode.IDENTITY_CLONED;
        };
    }

    /**
     * Durable when it returns. The same key is given the same certificate again.
     *
     * @param certificate whose key the peer proved to hold, and that {@linkplain #mayAsk counts}
     * @param key proven, new; asked for only where there is a case
     * @param boot of the machine that asks
     * @return empty where its enrollment is in no case
     */
    Optional<Answer> ask(
            X509Certificate certificate,
            Supplier<PublicKey> key,
            Optional<String> boot,
            AddressKind from,
            Instant now) {
        var peer = authorities.deviceCertificates().recognize(certificate).orElseThrow();
        var known = database.read(h -> inCase(h, peer.district(), peer.enrollment(), certificate));
        if (known.isEmpty()) {
            return Optional.empty();
        }
        var asked =
                new Asked(
                        certificate,
                        key.get(),
                        boot.map(id -> PlainText.line(id, LONGEST_BOOT_ID))
                                .filter(id -> !id.isBlank())
                                .orElseThrow(() ->
                                        new Problem(
                                                ProblemCode.INVALID_VALUE,
                                                "several machines hold this key: say in"
                                                        + " Rollcall-Boot which one asks")),
                        from,
                        now);
        return Optional.of(database.queued(h -> answer(h, known.get(), asked)));
    }

    private record Asked(
            X509Certificate certificate, PublicKey key, String boot, AddressKind from, Instant at) {

        Asked as(String name) {
            return new Asked(certificate, key, name, from, at);
        }
    }

    /**
     * The case that this very certificate is in: what the last copy was given since is not in the
     * same one, and what was copied before in no later one.
     */
    private Optional<CloneCase> inCase(
            Handle handle,
            DistrictId district,
            EnrollmentId enrollment,
            X509Certificate certificate) {
        boolean ended =
                authorities
                        .status(handle, district, certificate.getSerialNumber())
                        .flatMap(status -> status.revoked())
                        .filter(r -> r.reason() == RevocationReason.CLONED)
                        .isPresent();
        return ended
                ? cases.settled(handle, district, enrollment)
                : cases.open(handle, district, enrollment);
    }

    /** A copied key is worth no more than one that expired in a drawer. */
    private void requireInTime(Handle handle, Enrollment copied, Asked asked) {
        var end = asked.certificate().getNotAfter().toInstant();
        if (asked.at().isAfter(end)) {
            var grace = graces.of(handle, copied.district(), copied.unit());
            ReturnRules.objection(end, grace, asked.at())
                    .ifPresent(why -> {
                        throw Returns.refusal(ProblemCode.RETURN_GRACE_OVER, why);
                    });
        }
    }

    private Answer answer(Handle handle, CloneCase known, Asked asked) {
        var living =
                EnrollmentRows.find(handle, known.district(), known.enrollment())
                        .filter(enrollment -> enrollment.end().isEmpty())
                        .orElseThrow(() ->
                                new Problem(
                                        ProblemCode.DEVICE_UNKNOWN,
                                        ProblemCode.DEVICE_UNKNOWN.sentence()));
        var repeated = given(handle, living, asked.key());
        if (repeated.isPresent()) {
            return repeated.get();
        }
        var found = cases.find(handle, known.district(), known.number()).orElseThrow();
        requireInTime(handle, living, asked);
        var boot = Copy.name(cases.copies(handle, found), asked.boot());
        cases.seen(handle, found, boot, asked.at());
        var copies = cases.copies(handle, found);
        if (copies.stream().filter(copy -> copy.left().isPresent()).count() >= MOST_COPIES) {
            throw new Problem(
                    ProblemCode.TOO_MANY_REQUESTS,
                    found.name()
                            + ": "
                            + MOST_COPIES
                            + " devices came out of one key by themselves; enroll further ones with"
                            + " a token");
        }
        var decision =
                found.settled().isPresent()
                        ? new Decision.Leave()
                        : CloneRule.decide(
                                copies, me(copies, found, boot), found.keeper(), asked.at());
        return switch (decision) {
            case Decision.Leave() -> leave(handle, found, living, asked.as(boot));
            case Decision.Wait(var again) -> new Answer.Later(again);
            case Decision.Keep() -> keep(handle, found, living, asked.as(boot));
        };
    }

    /** What this key was given before, in the case or as what keeps the record. */
    private Optional<Answer> given(Handle handle, Enrollment copied, PublicKey key) {
        var own =
                EnrollmentRows.byTokenAndKey(
                                handle,
                                copied.district(),
                                copied.token(),
                                Digest.of(key.getEncoded()))
                        .filter(enrollment -> enrollment.end().isEmpty())
                        .orElse(copied);
        return authorities
                .issued(handle, copied.district(), own.id(), key)
                .map(issued -> new Answer.Given(issued.chain()));
    }

    private static Copy me(List<Copy> copies, CloneCase found, String boot) {
        return copies.stream()
                .filter(copy -> copy.bootId().equals(boot))
                .findFirst()
                .orElseGet(() ->
                        new Copy(
                                boot,
                                found.since(),
                                found.since(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
    }

    private Answer leave(Handle handle, CloneCase found, Enrollment copied, Asked asked) {
        var joined =
                enrollments.join(
                        handle,
                        copied.district(),
                        copied.unit(),
                        copied.token(),
                        asked.key(),
                        asked.from(),
                        asked.at());
        cases.left(handle, found, asked.boot(), joined.device(), asked.at());
        follow(handle, found, joined.device(), asked.at());
        record(handle, found, joined.device(), "separated", asked.at());
        KillPoint.pass("server.separation.before-commit");
        return new Answer.Given(joined.chain());
    }

    private Answer keep(Handle handle, CloneCase found, Enrollment copied, Asked asked) {
        // first what is on all the disks, then the one that is not
        authorities.revoke(
                handle, copied.district(), copied.id(), RevocationReason.CLONED, asked.at());
        var issued =
                authorities.issue(handle, copied.district(), copied.id(), asked.key(), asked.at());
        AttestedKeys.renewed(
                handle, copied.district(), Digest.of(asked.key().getEncoded()), copied.id());
        cases.settle(handle, found, copied.enrolledDevice(), asked.boot(), asked.at());
        follow(handle, found, copied.enrolledDevice(), asked.at());
        record(handle, found, copied.enrolledDevice(), "clones-settled", asked.at());
        KillPoint.pass("server.separation.before-commit");
        return new Answer.Given(issued.chain());
    }

    /** What was urgent while they were several may have been answered by any of them. */
    private void follow(Handle handle, CloneCase found, EnrolledDevice to, Instant now) {
        var _ = urgent.follow(handle, to, found.device(), Optional.of(found.since()), now);
    }

    private void record(
            Handle handle, CloneCase found, EnrolledDevice device, String what, Instant now) {
        audit.record(
                handle,
                AuditEvent.of(
                        found.district(),
                        Actor.device(found.enrollment().toString()),
                        now,
                        what,
                        "device",
                        device.device().toString(),
                        Map.of("case", found.name(), "copied", found.device().toString())));
    }
}
