package dev.rollcall.agent.doctor;

import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.agent.keys.DeviceKeys;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What it means how identity, certificate and trust bundle are. Pure. */
final class IdentityDiagnosis {

    /** What becomes of a device whose certificate has expired. */
    static final String RETURNS =
            ": the agent asks for a new one by itself, which the server gives within the grace of"
                    + " its unit; where it does not, enroll this device again";

    private IdentityDiagnosis() {}

    static List<Check> of(IdentityFacts facts, Times times) {
        var checks = new ArrayList<Check>();
        var enrolled = enrolled(facts);
        checks.add(enrolled);
        if (facts.identity().isPresent() && !facts.isSealed()) {
            checks.add(key(facts, facts.identity().get()));
            checks.add(certificate(facts, facts.identity().get(), times));
            checks.add(bundle(facts));
        } else {
            for (var name : List.of("key", "certificate", "trust bundle")) {
                checks.add(
                        Check.skip(name.replace(' ', '-'), name + ": this device is not enrolled"));
            }
        }
        return checks;
    }

    private static Check key(IdentityFacts facts, Identity identity) {
        if (facts.keyTrouble().isPresent()) {
            return Check.fail("key", "key cannot be used: " + facts.keyTrouble().get());
        }
        if (!facts.key()) {
            return Check.fail(
                    "key",
                    "key is not that of the certificate: identity.json was mixed up; enroll this"
                            + " device again");
        }
        return Check.ok(
                "key",
                switch (DeviceKeys.protection(identity.key())) {
                    case FILE -> "key is that of the certificate, in a file";
                    case CLAIMED, ATTESTED -> "key is that of the certificate, in the TPM";
                });
    }

    private static Check enrolled(IdentityFacts facts) {
        if (facts.isSealed()) {
            var sealed = facts.sealed().orElseThrow();
            return Check.fail(
                    "enrolled",
                    sealed.complete()
                            ? "this device is sealed: enroll it with " + sealed.howToEnroll()
                            : "sealing of this device was cut short: run rollcall-agent seal again");
        }
        return switch (facts.identityKept()) {
            case ABSENT -> Check.fail("enrolled", "not enrolled: run rollcall-agent enroll");
            case DAMAGED ->
                    Check.fail("enrolled", "identity.json is damaged: enroll this device again");
            case WHOLE -> {
                var identity = facts.identity().orElseThrow();
                yield Check.ok(
                        "enrolled",
                        "enrolled as "
                                + identity.enrollment()
                                + " in district "
                                + identity.district()
                                + facts.server().map(s -> " at " + Words.clean(s)).orElse(""));
            }
        };
    }

    private static Check certificate(IdentityFacts facts, Identity identity, Times times) {
        var certificate = identity.certificate();
        var begin = certificate.getNotBefore().toInstant();
        var end = certificate.getNotAfter().toInstant();
        var now = times.now();
        if (times.certainlyAfter(end)) {
            return Check.fail(
                    "certificate",
                    ("certificate expired on %s, %s ago" + RETURNS)
                            .formatted(end, Words.span(Duration.between(end, now))));
        }
        if (now.isAfter(end)) {
            return Check.warn(
                    "certificate",
                    ("certificate expired on %s by this device's clock, %s ago; if the clock is right"
                                    + RETURNS)
                            .formatted(end, Words.span(Duration.between(end, now))));
        }
        if (now.isBefore(begin)) {
            var later =
                    "certificate is not valid before %s, in %s"
                            .formatted(begin, Words.span(Duration.between(now, begin)));
            return times.server().isPresent()
                    ? Check.fail("certificate", later + ": the server's clock is behind; set it")
                    : Check.warn("certificate", later + ", by this device's clock: set it");
        }
        var overdue = overdue(certificate);
        return now.isAfter(overdue) && !facts.renewed()
                ? Check.warn(
                        "certificate",
                        "certificate should have been renewed by %s and expires on %s: a session renews it"
                                .formatted(overdue, end))
                : Check.ok("certificate", "certificate is valid until " + end);
    }

    /** It is renewed from two thirds of its life on, spread over a twentieth. */
    private static Instant overdue(X509Certificate certificate) {
        var begin = certificate.getNotBefore().toInstant();
        var life = Duration.between(begin, certificate.getNotAfter().toInstant());
        return begin.plus(life.dividedBy(4).multipliedBy(3));
    }

    private static Check bundle(IdentityFacts facts) {
        return switch (facts.bundleKept()) {
            case ABSENT ->
                    Check.fail(
                            "trust-bundle",
                            "trust bundle is not there: run rollcall-agent enroll again, which"
                                    + " fetches it");
            case DAMAGED ->
                    Check.fail(
                            "trust-bundle",
                            "trust bundle is damaged: run rollcall-agent enroll again, which"
                                    + " fetches it");
            case WHOLE -> {
                var bundle = facts.bundle().orElseThrow().bundle();
                yield Check.ok(
                        "trust-bundle",
                        "trust bundle of generation %d names %s"
                                .formatted(
                                        bundle.generation(), String.join(", ", bundle.gateways())));
            }
        };
    }
}
