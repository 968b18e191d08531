package dev.rollcall.agent.inventory.network;

import dev.rollcall.agent.inventory.network.Attachment.Link;
import dev.rollcall.common.inventory.Where;
import dev.rollcall.common.policy.PublishedNetwork;
import dev.rollcall.common.policy.Subnet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides in which of the published networks a device is. Pure. */
final class Whereabouts {

    /** Of two networks that both hold, the one whose subnet is narrower. */
    private static final Comparator<Found> NARROWEST =
            Comparator.comparingInt((Found found) -> -found.subnet().bits())
                    .thenComparing(found -> found.network().name());

    private enum Verdict {
        HOLDS,
        UNSURE,
        DOES_NOT;

        Verdict and(Verdict other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    private record Found(PublishedNetwork network, Subnet subnet, Verdict verdict) {}

    private Whereabouts() {}

    /** Empty where nothing is published, where it is in no network, and where it cannot be told. */
    static Optional<Where> decide(List<PublishedNetwork> published, Attachment here) {
        if (published.isEmpty() || here.links().stream().allMatch(l -> l.addresses().isEmpty())) {
            return Optional.empty();
        }
        var found = published.stream().flatMap(network -> found(network, here)).toList();
        var best =
                found.stream()
                        .filter(f -> f.verdict() == Verdict.HOLDS)
                        .min(NARROWEST)
                        .map(f -> Where.in(f.network().name()));
        boolean unsure = found.stream().anyMatch(f -> f.verdict() == Verdict.UNSURE);
        return best.or(() -> unsure ? Optional.empty() : Optional.of(Where.OFF_CAMPUS));
    }

    /** The subnets that it is in, of networks that are surely those that are published. */
    static List<Subnet> subnets(List<PublishedNetwork> published, Attachment here) {
        return published.stream()
                .flatMap(network -> found(network, here))
                .filter(f -> f.verdict() == Verdict.HOLDS)
                .map(Found::subnet)
                .distinct()
                .toList();
    }

    private static Stream<Found> found(PublishedNetwork network, Attachment here) {
        return network.subnets().stream()
                .map(Subnet::parse)
                .flatMap(subnet ->
                        here.links().stream()
                                .filter(link ->
                                        link.addresses().stream().anyMatch(subnet::contains))
                                .map(link ->
                                        new Found(
                                                network,
                                                subnet,
                                                judge(network, subnet, link, here))));
    }

    /** A home may have the same private subnet, but not the school's gateway. */
    private static Verdict judge(
            PublishedNetwork network, Subnet subnet, Link link, Attachment here) {
        return subnet.isPrivate()
                ? gateway(network, link).and(domain(network, here))
                : Verdict.HOLDS;
    }

    private static Verdict gateway(PublishedNetwork network, Link link) {
        if (network.gateways().isEmpty()
                || network.gateways().stream().anyMatch(link.gateways().hardware()::contains)) {
            return Verdict.HOLDS;
        }
        return link.gateways().unseen() ? Verdict.UNSURE : Verdict.DOES_NOT;
    }

    private static Verdict domain(PublishedNetwork network, Attachment here) {
        if (network.domains().isEmpty()) {
            return Verdict.HOLDS;
        }
        boolean named =
                network.domains().stream()
                        .anyMatch(wanted ->
                                here.domains().stream()
                                        .anyMatch(domain ->
                                                domain.equals(wanted)
                                                        || domain.endsWith("." + wanted)));
        if (!named) {
            return Verdict.DOES_NOT;
        }
        return here.tunneled() ? Verdict.UNSURE : Verdict.HOLDS;
    }
}
