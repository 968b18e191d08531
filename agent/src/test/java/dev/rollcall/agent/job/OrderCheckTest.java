package dev.rollcall.agent.job;

import static dev.rollcall.agent.job.Orders.COLLECT;
import static dev.rollcall.agent.job.Orders.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.rollcall.agent.job.OrderCheck.Accept;
import dev.rollcall.agent.job.OrderCheck.Refuse;
import dev.rollcall.agent.job.OrderCheck.Unsupported;
import dev.rollcall.agent.job.OrderCheck.Verdict;
import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.JobOrder;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.MerklePath;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.pki.TrustedKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OrderCheckTest {

    private static final Orders ORDERS = new Orders();
    private static final JobOrder JOB = ORDERS.job(COLLECT);
    private static final RunOrder GOOD = ORDERS.lease(JOB, Orders.run());

    private static Verdict judge(RunOrder order, Instant now, int known) {
        return OrderCheck.judge(order, ORDERS.bearer(), now, job -> known);
    }

    @Test
    void acceptsAnOrderThatHolds() {
        assertThat(judge(GOOD, NOW, 0))
                .isInstanceOfSatisfying(
                        Accept.class,
                        accept -> {
                            assertThat(accept.action()).isEqualTo(new Action.CollectInventory());
                            assertThat(accept.job().job()).isEqualTo(JOB.job());
                        });
    }

    static Stream<Arguments> forged() {
        var doc = GOOD.order();
        var path = GOOD.path();
        var shorter = new MerklePath(path.index(), path.size(), path.siblings().subList(0, 1));
        var siblings = new ArrayList<>(path.siblings());
        siblings.set(0, Digest.of("another"));
        var changed = new MerklePath(path.index(), path.size(), siblings);
        var moved = new MerklePath(3, path.size(), path.siblings());
        var otherType = new SignedDocument("policy", doc.payload(), doc.signatures());
        var foreignKey = new Orders().lease(JOB, GOOD.run()).order();
        return Stream.of(
                arguments("another run", with(GOOD.device(), Orders.run(), doc, path)),
                arguments(
                        "another device",
                        with(new DeviceId(UUID.randomUUID()), GOOD.run(), doc, path)),
                arguments("a shorter path", with(GOOD.device(), GOOD.run(), doc, shorter)),
                arguments("a changed path", with(GOOD.device(), GOOD.run(), doc, changed)),
                arguments("another leaf's place", with(GOOD.device(), GOOD.run(), doc, moved)),
                arguments("another type", with(GOOD.device(), GOOD.run(), otherType, path)),
                arguments("a foreign key", with(GOOD.device(), GOOD.run(), foreignKey, path)),
                arguments(
                        "an unknown field in the order",
                        ORDERS.lease(
                                JOB, Orders.run(), json -> json.replaceFirst("\\{", "{\"x\":1,"))),
                arguments("not even JSON", ORDERS.lease(JOB, Orders.run(), json -> "no " + json)));
    }

    private static RunOrder with(DeviceId device, RunId run, SignedDocument doc, MerklePath path) {
        return new RunOrder(device, ORDERS.enrollment, run, doc, path);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forged")
    void refusesWhatTheSignatureAndThePathDoNotProve(String what, RunOrder order) {
        assertThat(judge(order, NOW, 0)).as(what).isInstanceOf(Refuse.class);
    }

    @Test
    void saysOfAnUnprovenOrderWhatIsWrongWithIt() {
        var later = ORDERS.lease(JOB, Orders.run(), json -> json.replaceFirst("\\{", "{\"x\":1,"));
        var foreign = new Orders().lease(JOB, GOOD.run()).order();

        assertThat(reason(with(GOOD.device(), Orders.run(), GOOD.order(), GOOD.path())))
                .contains("its path leads elsewhere");
        assertThat(reason(with(GOOD.device(), GOOD.run(), foreign, GOOD.path())))
                .contains("not signed by a trusted order key");
        assertThat(reason(later)).contains("it may need a newer agent");
    }

    private static String reason(RunOrder order) {
        return ((Refuse) judge(order, NOW, 0)).reason();
    }

    @Test
    void refusesAnOrderForAnotherEnrollmentOrDistrict() {
        var elsewhere =
                new RunOrder(
                        GOOD.device(),
                        new EnrollmentId(UUID.randomUUID()),
                        GOOD.run(),
                        GOOD.order(),
                        GOOD.path());
        var foreign =
                new Bearer(
                        new DistrictId(UUID.randomUUID()),
                        ORDERS.enrollment,
                        ORDERS.bearer().trusted());

        assertThat(judge(elsewhere, NOW, 0))
                .isEqualTo(new Refuse("the order is for another enrollment"));
        assertThat(OrderCheck.judge(GOOD, foreign, NOW, job -> 0))
                .isEqualTo(new Refuse("the order is of another district"));
    }

    @Test
    void trustsTheNextOrderKeyBesideTheCurrentOne() {
        var both = TrustedKeys.of(List.of(EcKeys.generate().getPublic(), ORDERS.key.getPublic()));

        var verdict =
                OrderCheck.judge(
                        GOOD, new Bearer(ORDERS.district, ORDERS.enrollment, both), NOW, job -> 0);

        assertThat(verdict).isInstanceOf(Accept.class);
    }

    @Test
    void judgesTimesByTheServersClock() {
        assertThat(judge(GOOD, JOB.notBefore().minus(Duration.ofMinutes(2)), 0))
                .isInstanceOf(Refuse.class);
        assertThat(judge(GOOD, JOB.notBefore().minusSeconds(59), 0)).isInstanceOf(Accept.class);
        assertThat(judge(GOOD, JOB.expires().minusMillis(1), 0)).isInstanceOf(Accept.class);
        assertThat(judge(GOOD, JOB.expires(), 0)).isInstanceOf(Refuse.class);
        assertThat(judge(GOOD, Instant.parse("1970-01-01T00:00:00Z"), 0))
                .isInstanceOf(Refuse.class);
    }

    @Test
    void refusesAGenerationThatWasSuperseded() {
        assertThat(judge(GOOD, NOW, 1)).isInstanceOf(Accept.class);
        assertThat(judge(GOOD, NOW, 2))
                .isEqualTo(new Refuse("generation 1 of the job was superseded by generation 2"));
    }

    @ParameterizedTest
    @MethodSource("notUnderstood")
    void runsNothingThatItDoesNotFullyUnderstand(String action, String what) {
        var order = ORDERS.lease(ORDERS.job(action), Orders.run());

        assertThat(judge(order, NOW, 0)).isEqualTo(new Unsupported(what));
    }

    static Stream<Arguments> notUnderstood() {
        return Stream.of(
                arguments("{\"type\":\"wipe\"}", "wipe"),
                arguments("{\"type\":\"collect-inventory\",\"deep\":true}", "collect-inventory"),
                arguments(
                        "{\"type\":\"restart-service\",\"service\":\"../x y\"}", "restart-service"),
                arguments("{}", "nothing"),
                arguments("[]", "nothing"));
    }
}
