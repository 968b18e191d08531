package dev.rollcall.server.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.TokenId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.enrollment.Admission.Asked;
import dev.rollcall.server.enrollment.Admission.Verdict;
import dev.rollcall.server.problem.ProblemCode;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final Instant NOW = Instant.parse("2026-11-27T09:00:00Z");
    private static final InetAddress LAB = InetAddress.ofLiteral("10.4.2.9");
    private static final InetAddress HOME = InetAddress.ofLiteral("203.0.113.9");
    private static final AddressRange SCHOOL = AddressRange.parse("10.4.0.0/16");
    private static final DeviceId DEVICE = new DeviceId(UUID.randomUUID());
    private static final Verdict LET_IN = new Verdict.Admit(Optional.empty());

    private static Token token(int uses, int used, int serials, AddressRange... ranges) {
        return new Token(
                new DistrictId(UUID.randomUUID()),
                new TokenId(UUID.randomUUID()),
                new UnitId(UUID.randomUUID()),
                Optional.empty(),
                uses,
                used,
                serials,
                List.of(ranges),
                NOW.minus(Duration.ofDays(1)),
                NOW.plus(Duration.ofDays(1)),
                Optional.empty(),
                Optional.empty());
    }

    private static Verdict decide(Token token, InetAddress from, boolean listed) {
        return Admission.decide(new Asked(token, from, listed, List.of(), Optional.empty(), NOW));
    }

    private static Verdict decide(Token token, KnownRecord known) {
        return Admission.decide(
                new Asked(token, LAB, false, List.of(known), Optional.empty(), NOW));
    }

    private static KnownRecord known(boolean shutOut, boolean permitted, boolean connected) {
        return new KnownRecord(DEVICE, shutOut, permitted, connected, false);
    }

    private static Verdict ask(ReviewKind kind) {
        return new Verdict.Ask(kind, Optional.empty());
    }

    private static Verdict askOf(ReviewKind kind) {
        return new Verdict.Ask(kind, Optional.of(DEVICE));
    }

    @Test
    void aTokenForOneLetsInWhomItIsFor() {
        assertThat(decide(token(1, 0, 0), HOME, false)).isEqualTo(LET_IN);
        assertThat(decide(token(1, 0, 1, SCHOOL), LAB, true)).isEqualTo(LET_IN);
        assertThat(decide(token(1, 0, 1), LAB, false)).isInstanceOf(Verdict.Refuse.class);
        assertThat(decide(token(1, 0, 0, SCHOOL), HOME, false))
                .isInstanceOfSatisfying(
                        Verdict.Refuse.class,
                        no -> assertThat(no.code()).isEqualTo(ProblemCode.TOKEN_FOR_ANOTHER));
    }

    @Test
    void aTokenForManyLetsInOnlyWhereSerialAndAddressBothMatch() {
        assertThat(decide(token(30, 3, 30, SCHOOL), LAB, true)).isEqualTo(LET_IN);
        assertThat(decide(token(30, 3, 30, SCHOOL), HOME, true)).isEqualTo(ask(ReviewKind.OUTSIDE));
        assertThat(decide(token(30, 3, 30, SCHOOL), LAB, false))
                .isEqualTo(ask(ReviewKind.NOT_LISTED));
        assertThat(decide(token(30, 3, 30), LAB, true)).isEqualTo(ask(ReviewKind.UNBOUND_TOKEN));
        assertThat(decide(token(30, 3, 0, SCHOOL), LAB, true))
                .isEqualTo(ask(ReviewKind.UNBOUND_TOKEN));
        assertThat(decide(token(30, 3, 0), LAB, false)).isEqualTo(ask(ReviewKind.UNBOUND_TOKEN));
    }

    @Test
    void anExpiredTokenIsDecidedAboutAndASpentOneIsNot() {
        var later = NOW.plus(Duration.ofDays(2));
        var expired = new Asked(token(5, 2, 0), LAB, false, List.of(), Optional.empty(), later);
        var both = new Asked(token(1, 1, 0), LAB, false, List.of(), Optional.empty(), later);

        assertThat(Admission.decide(expired)).isEqualTo(ask(ReviewKind.EXPIRED_TOKEN));
        assertThat(Admission.decide(both))
                .isInstanceOfSatisfying(
                        Verdict.Refuse.class,
                        no -> assertThat(no.code()).isEqualTo(ProblemCode.TOKEN_SPENT));
    }

    @Test
    void whoWasShutOutIsAlwaysDecidedAbout() {
        assertThat(decide(token(1, 0, 0), known(true, false, false)))
                .isEqualTo(askOf(ReviewKind.SHUT_OUT));
        assertThat(decide(token(1, 0, 0), known(true, true, false)))
                .isEqualTo(askOf(ReviewKind.SHUT_OUT));
    }

    @Test
    void whoIsExpectedComesBackAsThemselvesUnlessTheyAreHereAlready() {
        assertThat(decide(token(1, 0, 0), known(false, true, false)))
                .isEqualTo(new Verdict.Admit(Optional.of(DEVICE)));
        assertThat(decide(token(500, 0, 0, SCHOOL), known(false, true, false)))
                .isEqualTo(new Verdict.Admit(Optional.of(DEVICE)));
        assertThat(decide(token(1, 0, 0), known(false, true, true)))
                .isEqualTo(askOf(ReviewKind.STILL_CONNECTED));
    }

    @Test
    void aPermitIsTheListOfATokenForManyAndNotItsAddresses() {
        var expected = known(false, true, false);
        var away =
                new Asked(
                        token(500, 0, 0, SCHOOL),
                        HOME,
                        false,
                        List.of(expected),
                        Optional.empty(),
                        NOW);

        assertThat(decide(token(500, 0, 0), expected)).isEqualTo(askOf(ReviewKind.UNBOUND_TOKEN));
        assertThat(decide(token(500, 0, 9), expected)).isEqualTo(askOf(ReviewKind.NOT_LISTED));
        assertThat(Admission.decide(away)).isEqualTo(askOf(ReviewKind.OUTSIDE));
    }

    @Test
    void aSerialAloneMakesNobodyAnotherDevice() {
        assertThat(decide(token(1, 0, 0), known(false, false, false))).isEqualTo(LET_IN);
        assertThat(decide(token(9, 0, 0), known(false, false, false)))
                .isEqualTo(askOf(ReviewKind.UNBOUND_TOKEN));
    }

    private static Verdict proven(Token token, InetAddress from, boolean shutOut) {
        var own = new KnownRecord(DEVICE, shutOut, false, true, true);
        return Admission.decide(new Asked(token, from, false, List.of(), Optional.of(own), NOW));
    }

    @Test
    void whoseTpmIsKnownIsThatDeviceIfItMayComeAtAll() {
        var onto = new Verdict.Admit(Optional.of(DEVICE));

        assertThat(proven(token(1, 0, 0), HOME, false)).isEqualTo(onto);
        assertThat(proven(token(30, 3, 0), LAB, false)).isEqualTo(onto);
        assertThat(proven(token(30, 3, 30, SCHOOL), LAB, false)).isEqualTo(onto);
        assertThat(proven(token(30, 3, 30, SCHOOL), HOME, false))
                .isEqualTo(askOf(ReviewKind.OUTSIDE));
        assertThat(proven(token(1, 0, 1), LAB, false)).isInstanceOf(Verdict.Refuse.class);
        assertThat(proven(token(1, 1, 0), LAB, false)).isInstanceOf(Verdict.Refuse.class);
        assertThat(proven(token(30, 3, 0), LAB, true)).isEqualTo(askOf(ReviewKind.SHUT_OUT));
    }

    @Test
    void whoClaimsTheSerialOfAKnownTpmMustHaveItOrAPermit() {
        var attested = new KnownRecord(DEVICE, false, false, false, true);
        var expected = new KnownRecord(DEVICE, false, true, false, true);

        assertThat(decide(token(1, 0, 0), attested)).isEqualTo(askOf(ReviewKind.ANOTHER_TPM));
        assertThat(decide(token(9, 0, 0), attested)).isEqualTo(askOf(ReviewKind.ANOTHER_TPM));
        assertThat(decide(token(1, 0, 0), expected))
                .isEqualTo(new Verdict.Admit(Optional.of(DEVICE)));
    }
}
