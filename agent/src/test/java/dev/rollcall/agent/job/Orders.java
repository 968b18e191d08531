package dev.rollcall.agent.job;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.JobId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.JobOrder;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.MerkleTree;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.pki.TrustedKeys;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A district that signs orders for one enrollment among others. */
final class Orders {

    static final Instant NOW = Instant.parse("2026-09-01T08:00:00Z");
    static final String COLLECT = "{\"type\":\"collect-inventory\"}";
    static final String RESTART = "{\"type\":\"restart-service\",\"service\":\"cups.service\"}";

    final DistrictId district = new DistrictId(UUID.randomUUID());
    final EnrollmentId enrollment = new EnrollmentId(UUID.randomUUID());
    final DeviceId device = new DeviceId(UUID.randomUUID());
    final KeyPair key = EcKeys.generate();

    /** Orders in a file, with all that a device needs to judge them. */
    record Kept(
            DistrictId district, EnrollmentId enrollment, Bytes orderKey, List<RunOrder> orders) {

        Bearer bearer() {
            var key = EcKeys.publicKey(orderKey.toArray());
            return new Bearer(district, enrollment, TrustedKeys.of(List.of(key)));
        }
    }

    Kept keep(List<RunOrder> orders) {
        return new Kept(district, enrollment, Bytes.copyOf(key.getPublic().getEncoded()), orders);
    }

    static RunId run() {
        return new RunId(UUID.randomUUID());
    }

    static String script(String text) {
        return script(text, false);
    }

    static String script(String text, boolean repeatable) {
        var action =
                Json.wire().createObjectNode().put("type", "run-script").put("interpreter", "sh");
        return action.put("script", text)
                .put("timeout", "PT1M")
                .put("repeatable", repeatable)
                .toString();
    }

    Bearer bearer() {
        return new Bearer(district, enrollment, TrustedKeys.of(List.of(key.getPublic())));
    }

    JobOrder job(String action) {
        return job(action, Urgency.NORMAL);
    }

    JobOrder job(String action, Urgency urgency) {
        return new JobOrder(
                district,
                new JobId(UUID.randomUUID()),
                Json.wire().readTree(action),
                urgency,
                NOW.minusSeconds(5),
                NOW.plus(Duration.ofDays(1)),
                1,
                1,
                Digest.of("replaced when leased"));
    }

    RunOrder lease(JobOrder job, RunId run) {
        return lease(job, run, json -> json);
    }

    /** The run's order, third of four leaves, with the payload changed before it is signed. */
    RunOrder lease(JobOrder job, RunId run, UnaryOperator<String> change) {
        var leaves = new ArrayList<byte[]>();
        for (int i = 0; i < 4; i++) {
            leaves.add(
                    i == 2
                            ? RunOrder.leaf(device, enrollment, run)
                            : RunOrder.leaf(device, new EnrollmentId(UUID.randomUUID()), run()));
        }
        var tree = MerkleTree.of(leaves);
        var whole =
                new JobOrder(
                        job.district(),
                        job.job(),
                        job.action(),
                        job.urgency(),
                        job.notBefore(),
                        job.expires(),
                        job.generation(),
                        4,
                        tree.root());
        var payload = change.apply(Json.wire().writeValueAsString(whole));
        var signed =
                SignedDocument.sign(
                        JobOrder.TYPE,
                        payload.getBytes(StandardCharsets.UTF_8),
                        KeyId.of(key.getPublic()),
                        key.getPrivate());
        return new RunOrder(device, enrollment, run, signed, tree.path(2));
    }

    RunOrder collect() {
        return lease(job(COLLECT), run());
    }
}
