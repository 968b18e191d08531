package dev.rollcall.server.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.TokenId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.server.device.AddressKind;
import dev.rollcall.server.enrollment.Enrollment.End;
import dev.rollcall.server.enrollment.IdentityCheck.Verdict;
import dev.rollcall.server.pki.CertificateStatus;
import dev.rollcall.server.pki.CertificateStatus.Revocation;
import dev.rollcall.server.pki.PeerIdentity;
import dev.rollcall.server.pki.RevocationReason;
import dev.rollcall.server.problem.ProblemCode;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IdentityCheckTest {

    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2027-02-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-23T15:00:00Z");
    private static final PeerIdentity PEER =
            new PeerIdentity(
                    new DistrictId(UUID.randomUUID()),
                    new EnrollmentId(UUID.randomUUID()),
                    BigInteger.TEN,
                    FROM,
                    UNTIL);

    private static Enrollment enrollment(Optional<End> end) {
        var device = new DeviceId(UUID.randomUUID());
        return new Enrollment(
                PEER.district(),
                PEER.enrollment(),
                device,
                device,
                new UnitId(UUID.randomUUID()),
                new TokenId(UUID.randomUUID()),
                Digest.of("key"),
                KeyProtection.FILE,
                AddressKind.PUBLIC,
                FROM,
                end);
    }

    private static CertificateStatus stored(Optional<Revocation> revoked) {
        return new CertificateStatus(PEER.enrollment(), UNTIL, revoked);
    }

    private static Verdict decide(Optional<End> end, Optional<Revocation> revoked, Instant now) {
        return IdentityCheck.decide(
                PEER, Optional.of(enrollment(end)), Optional.of(stored(revoked)), now);
    }

    private static Verdict unwelcome(ProblemCode why) {
        return new Verdict.Unwelcome(why);
    }

    @Test
    void whoeverIsInTheBooksIsWelcome() {
        var living = enrollment(Optional.empty());
        var certificate = stored(Optional.empty());

        var verdict =
                IdentityCheck.decide(PEER, Optional.of(living), Optional.of(certificate), NOW);

        assertThat(verdict).isEqualTo(new Verdict.Welcome(living.enrolledDevice()));
    }

    @Test
    void aCertificateThatARestoreForgotIsTakenBack() {
        var living = enrollment(Optional.empty());

        var verdict = IdentityCheck.decide(PEER, Optional.of(living), Optional.empty(), NOW);

        assertThat(verdict).isEqualTo(new Verdict.Welcome(living.enrolledDevice()));
    }

    @Test
    void anUnknownEnrollmentIsNotWelcome() {
        assertThat(IdentityCheck.decide(PEER, Optional.empty(), Optional.empty(), NOW))
                .isEqualTo(unwelcome(ProblemCode.DEVICE_UNKNOWN));
    }

    @ParameterizedTest
    @EnumSource(EndReason.class)
    void anEndedOneIsToldItsReasonEvenWhenItHasExpiredToo(EndReason reason) {
        var end = Optional.of(new End(NOW, reason, "why"));

        assertThat(decide(end, Optional.empty(), NOW)).isEqualTo(unwelcome(reason.refusal()));
        assertThat(decide(end, Optional.empty(), UNTIL.plusSeconds(1)))
                .isEqualTo(unwelcome(reason.refusal()));
    }

    @Test
    void aRevokedCertificateOfALivingEnrollmentIsRevoked() {
        var revoked = Optional.of(new Revocation(NOW, RevocationReason.REVOKED));

        assertThat(decide(Optional.empty(), revoked, NOW))
                .isEqualTo(unwelcome(ProblemCode.DEVICE_REVOKED));
    }

    @Test
    void timeIsTheServers() {
        assertThat(decide(Optional.empty(), Optional.empty(), UNTIL))
                .isInstanceOf(Verdict.Welcome.class);
        assertThat(decide(Optional.empty(), Optional.empty(), UNTIL.plusSeconds(1)))
                .isEqualTo(unwelcome(ProblemCode.CERTIFICATE_EXPIRED));
        assertThat(decide(Optional.empty(), Optional.empty(), FROM.minus(Duration.ofDays(1))))
                .isEqualTo(unwelcome(ProblemCode.CERTIFICATE_NOT_YET_VALID));
    }
}
