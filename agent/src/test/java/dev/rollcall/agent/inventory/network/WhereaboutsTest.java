package dev.rollcall.agent.inventory.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.network.Attachment.Gateways;
import dev.rollcall.agent.inventory.network.Attachment.Link;
import dev.rollcall.common.inventory.Where;
import dev.rollcall.common.policy.PublishedNetwork;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WhereaboutsTest {

    private static final String ROUTER = "00:1b:17:0a:bb:01";
    private static final String STRANGER = "38:10:d5:00:00:07";
    private static final List<String> NONE = List.of();

    /** The subnet of many homes. */
    private static final PublishedNetwork BY_GATEWAY =
            new PublishedNetwork("High", List.of("192.168.1.0/24"), List.of(ROUTER), NONE);

    private static final PublishedNetwork BY_DOMAIN =
            new PublishedNetwork(
                    "Middle", List.of("192.168.1.0/24"), NONE, List.of("lincoln.example"));

    private static final PublishedNetwork BY_BOTH =
            new PublishedNetwork(
                    "Both", List.of("192.168.1.0/24"), List.of(ROUTER), List.of("lincoln.example"));

    private static final PublishedNetwork OWN_ADDRESSES =
            new PublishedNetwork(
                    "Campus", List.of("198.51.100.0/24", "2001:db8:20::/48"), NONE, NONE);

    @Test
    void whereNothingIsPublishedNothingIsSaid() {
        assertThat(decide(List.of(), behind(ROUTER, "192.168.1.20"))).isEmpty();
    }

    @Test
    void whoIsInNoNetworkIsNowhere() {
        assertThat(decide(List.of(BY_GATEWAY))).isEmpty();
        assertThat(decide(List.of(BY_GATEWAY), link(Gateways.NONE))).isEmpty();
    }

    @Test
    void aHomeWithTheSameSubnetIsNoSchool() {
        assertThat(decide(List.of(BY_GATEWAY), behind(ROUTER, "192.168.1.20")))
                .contains(Where.in("High"));
        assertThat(decide(List.of(BY_GATEWAY), behind(STRANGER, "192.168.1.20")))
                .contains(Where.OFF_CAMPUS);
        assertThat(decide(List.of(BY_GATEWAY), link(Gateways.NONE, "192.168.1.20")))
                .contains(Where.OFF_CAMPUS);
    }

    @Test
    void theRightGatewayInAnotherSubnetIsNoSchoolEither() {
        assertThat(decide(List.of(BY_GATEWAY), behind(ROUTER, "192.168.2.20")))
                .contains(Where.OFF_CAMPUS);
    }

    @Test
    void aGatewayThatWasNotSeenYetLeavesItOpen() {
        var unseen = new Gateways(Set.of(), true);

        assertThat(decide(List.of(BY_GATEWAY), link(unseen, "192.168.1.20"))).isEmpty();
        assertThat(decide(List.of(BY_GATEWAY), link(unseen, "192.168.2.20")))
                .contains(Where.OFF_CAMPUS);
        assertThat(decide(List.of(BY_GATEWAY, BY_DOMAIN), link(unseen, "192.168.1.20"))).isEmpty();
        assertThat(
                        decide(
                                List.of(BY_GATEWAY),
                                link(new Gateways(Set.of(ROUTER), true), "192.168.1.20")))
                .contains(Where.in("High"));
    }

    @Test
    void aDomainOrOneBelowItTellsTheSchool() {
        var link = behind(STRANGER, "192.168.1.20");

        for (var domain : List.of("lincoln.example", "lab.lincoln.example")) {
            assertThat(decide(List.of(BY_DOMAIN), here(Set.of("home.arpa", domain), false, link)))
                    .contains(Where.in("Middle"));
        }
        for (var domain : List.of("notlincoln.example", "example", "lincoln.example.home.arpa")) {
            assertThat(decide(List.of(BY_DOMAIN), here(Set.of(domain), false, link)))
                    .contains(Where.OFF_CAMPUS);
        }
    }

    @Test
    void aTunnelMayHaveBroughtTheDomainHome() {
        var link = behind(STRANGER, "192.168.1.20");

        assertThat(decide(List.of(BY_DOMAIN), here(Set.of("lincoln.example"), true, link)))
                .isEmpty();
        assertThat(decide(List.of(BY_DOMAIN), here(Set.of("home.arpa"), true, link)))
                .contains(Where.OFF_CAMPUS);
        assertThat(
                        decide(
                                List.of(BY_GATEWAY),
                                here(Set.of(), true, behind(ROUTER, "192.168.1.20"))))
                .contains(Where.in("High"));
    }

    @Test
    void ofTwoMarksBothMustBeFound() {
        var right = behind(ROUTER, "192.168.1.20");
        var wrong = behind(STRANGER, "192.168.1.20");
        var domain = Set.of("lincoln.example");

        assertThat(decide(List.of(BY_BOTH), here(domain, false, right))).contains(Where.in("Both"));
        assertThat(decide(List.of(BY_BOTH), here(Set.of(), false, right)))
                .contains(Where.OFF_CAMPUS);
        assertThat(decide(List.of(BY_BOTH), here(domain, false, wrong))).contains(Where.OFF_CAMPUS);
    }

    @Test
    void addressesThatNobodyElseHasAreProofEnough() {
        assertThat(decide(List.of(OWN_ADDRESSES), link(Gateways.NONE, "198.51.100.7")))
                .contains(Where.in("Campus"));
        assertThat(
                        decide(
                                List.of(OWN_ADDRESSES),
                                behind(STRANGER, "192.168.1.20", "2001:db8:20:4::9")))
                .contains(Where.in("Campus"));
        assertThat(decide(List.of(OWN_ADDRESSES), behind(STRANGER, "2001:db8:21::9")))
                .contains(Where.OFF_CAMPUS);
    }

    @Test
    void oneOfSeveralInterfacesIsEnough() {
        assertThat(
                        decide(
                                List.of(BY_GATEWAY),
                                behind(STRANGER, "172.20.10.3"),
                                behind(ROUTER, "192.168.1.20")))
                .contains(Where.in("High"));
    }

    @Test
    void theGatewayOfOneInterfaceSaysNothingOfAnother() {
        assertThat(
                        decide(
                                List.of(BY_GATEWAY),
                                behind(ROUTER, "172.20.10.3"),
                                behind(STRANGER, "192.168.1.20")))
                .contains(Where.OFF_CAMPUS);
    }

    @Test
    void theNarrowestNetworkIsNamedAndOfEqualOnesTheFirstByName() {
        var district =
                new PublishedNetwork("A district", List.of("10.0.0.0/8"), List.of(ROUTER), NONE);
        var lab = new PublishedNetwork("Lab 204", List.of("10.20.4.0/24"), List.of(ROUTER), NONE);
        var twin = new PublishedNetwork("Lab 205", List.of("10.20.4.0/24"), List.of(ROUTER), NONE);

        for (var published : List.of(List.of(district, lab, twin), List.of(twin, lab, district))) {
            assertThat(decide(published, behind(ROUTER, "10.20.4.9")))
                    .contains(Where.in("Lab 204"));
            assertThat(decide(published, behind(ROUTER, "10.21.0.9")))
                    .contains(Where.in("A district"));
        }
    }

    private static Optional<Where> decide(List<PublishedNetwork> published, Link... links) {
        return Whereabouts.decide(published, here(Set.of(), false, links));
    }

    private static Optional<Where> decide(List<PublishedNetwork> published, Attachment here) {
        return Whereabouts.decide(published, here);
    }

    private static Attachment here(Set<String> domains, boolean tunneled, Link... links) {
        return new Attachment(List.of(links), domains, tunneled);
    }

    private static Link behind(String gateway, String... addresses) {
        return link(new Gateways(Set.of(gateway), false), addresses);
    }

    private static Link link(Gateways gateways, String... addresses) {
        return new Link(Stream.of(addresses).map(InetAddress::ofLiteral).toList(), gateways);
    }
}
