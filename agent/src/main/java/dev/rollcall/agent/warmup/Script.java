package dev.rollcall.agent.warmup;

import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.policy.Setting;
import dev.rollcall.common.protocol.AgentMessage;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.common.protocol.InventoryBody;
import dev.rollcall.common.protocol.PolicyOffer;
import dev.rollcall.common.protocol.PolicyReport;
import dev.rollcall.common.protocol.Received;
import dev.rollcall.common.protocol.RenewalReply;
import dev.rollcall.common.protocol.RenewalRequest;
import dev.rollcall.common.protocol.RunOutput;
import dev.rollcall.common.protocol.Sections;
import dev.rollcall.common.protocol.ServerMessage;
import dev.rollcall.common.protocol.Unsupported;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.StringNode;

/** What the server says in a rehearsal, and what it has seen done. Safe for use by many threads. */
final class Script {

    private static final Duration LATER = Duration.ofMinutes(15);

    /** The least that an agent keeps to. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final ThrowawayAuthority authority;
    private final ThrowawayDistrict district;
    private final Instant now;
    private final PolicyOffer policy;
    private final List<RunOrder> orders;
    private final Set<RunId> recorded = new HashSet<>();
    private final Set<Part> done = EnumSet.noneOf(Part.class);
    private int checkIns;

    Script(ThrowawayAuthority authority, ThrowawayDistrict district, Instant now) {
        this.authority = authority;
        this.district = district;
        this.now = now;
        this.policy =
                district.policy(
                        List.of(
                                new Setting.FileContent(
                                        "/etc/rehearsed", Optional.of("yes\n"), Optional.empty()),
                                new Setting.Chromium(
                                        "HomepageLocation",
                                        StringNode.valueOf("https://rehearsed.invalid/"))));
        this.orders =
                List.of(
                        district.order(
                                new Action.RunScript(
                                        "sh", "echo rehearsed\n", Duration.ofMinutes(1), false)),
                        district.order(new Action.CollectInventory()));
    }

    /** Waits until everything was done, or the time is over. @return what was not */
    synchronized Set<Part> missed(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (done.size() < Part.values().length) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return EnumSet.complementOf(EnumSet.copyOf(done));
    }

    synchronized ServerMessage answer(AgentMessage message) {
        return switch (message) {
            case CheckIn checkIn -> answer(checkIn);
            case Sections sections ->
                    new Received(
                            sections.reports().stream()
                                    .flatMap(report -> report.digest().stream())
                                    .toList());
            case InventoryBody body -> {
                saw(Part.SECTIONS);
                yield new Received(named(body));
            }
            case PolicyReport report -> {
                saw(Part.POLICY);
                yield Received.nothingWanted();
            }
            case RunOutput output -> {
                saw(Part.OUTPUT);
                yield Received.nothingWanted();
            }
            case RenewalRequest request -> answer(request);
            case Unsupported unknown -> Received.nothingWanted();
        };
    }

    private ServerMessage answer(CheckIn checkIn) {
        checkIns++;
        saw(Part.CHECK_IN);
        if (checkIn.about().isPresent() && done.contains(Part.RENEWAL)) {
            saw(Part.RETURN);
        }
        checkIn.outcomes().forEach(outcome -> recorded.add(outcome.run()));
        if (recorded.size() == orders.size()) {
            saw(Part.RUNS);
        }
        boolean current = checkIn.policyHash().equals(Optional.of(policy.hash()));
        return new CheckInReply(
                now,
                "rehearsal-" + checkIns,
                checkIn.inventoryRoot().isPresent() && !done.contains(Part.SECTIONS),
                current ? Optional.empty() : Optional.of(policy),
                orders.stream().filter(order -> !recorded.contains(order.run())).toList(),
                List.of(),
                List.copyOf(recorded),
                Optional.empty(),
                LATER,
                Optional.of(HEARTBEAT),
                Optional.empty());
    }

    /** The next certificate, once; it is due again at once. */
    private ServerMessage answer(RenewalRequest request) {
        if (done.contains(Part.RENEWAL)) {
            return new Unsupported("renewal-request");
        }
        var key =
                Pem.decode("CERTIFICATE REQUEST", request.csr()).stream()
                        .findFirst()
                        .flatMap(CertificateRequest::provenKey);
        if (key.isEmpty()) {
            return new Unsupported("renewal-request");
        }
        saw(Part.RENEWAL);
        var chain = authority.device(key.get(), district.names().toUri());
        return new RenewalReply(chain.stream().map(Pem::encode).toList());
    }

    /** The buckets that the list of packages names; of other sections nothing. */
    private static List<Digest> named(InventoryBody body) {
        if (!body.kind().name().equals("packages") || body.parts() > 1) {
            return List.of();
        }
        return Json.wire().readTree(body.text()).path("buckets").properties().stream()
                .map(bucket -> new Digest(bucket.getValue().asString()))
                .toList();
    }

    private void saw(Part part) {
        if (done.add(part)) {
            notifyAll();
        }
    }
}
