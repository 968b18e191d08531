package dev.rollcall.agent.warmup;

import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.JobId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.JobOrder;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.DeviceIdentity;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.MerkleTree;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.pki.TrustBundle;
import dev.rollcall.common.policy.PolicyDocument;
import dev.rollcall.common.policy.Setting;
import dev.rollcall.common.protocol.PolicyOffer;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Signs what a district would, for the one device of a rehearsal. Immutable. */
final class ThrowawayDistrict {

    private static final Duration A_DAY = Duration.ofDays(1);

    private final KeyPair orderKey = EcKeys.generate();
    private final IdSource ids;
    private final Instant now;
    private final DeviceIdentity names;
    private final DeviceId device;

    ThrowawayDistrict(IdSource ids, Instant now) {
        this.ids = ids;
        this.now = now;
        this.names = new DeviceIdentity(new DistrictId(ids.next()), new EnrollmentId(ids.next()));
        this.device = new DeviceId(ids.next());
    }

    /** Whom the device's certificate names. */
    DeviceIdentity names() {
        return names;
    }

    SignedDocument bundle(X509Certificate root, Endpoint gateway) {
        var bundle =
                new TrustBundle(
                        names.district(),
                        1,
                        1,
                        List.of(gateway.toString()),
                        List.of(),
                        List.of(Pem.encode(root)),
                        List.of(Bytes.copyOf(orderKey.getPublic().getEncoded())),
                        Optional.empty(),
                        "0.1.0");
        return sign(TrustBundle.TYPE, bundle);
    }

    /** A policy over files alone. */
    PolicyOffer policy(List<Setting> settings) {
        var trees = settings.stream().map(s -> Json.wire().<JsonNode>valueToTree(s)).toList();
        var document = new PolicyDocument(names.district(), 1, Digest.of("rehearsed"), trees);
        return new PolicyOffer(document.hash(), sign(PolicyDocument.TYPE, document));
    }

    RunOrder order(Action action) {
        var run = new RunId(ids.next());
        var tree = MerkleTree.of(List.of(RunOrder.leaf(device, names.enrollment(), run)));
        var order =
                new JobOrder(
                        names.district(),
                        new JobId(ids.next()),
                        Json.strict().valueToTree(action),
                        Urgency.NORMAL,
                        now.minus(A_DAY),
                        now.plus(A_DAY),
                        1,
                        1,
                        tree.root());
        return new RunOrder(
                device, names.enrollment(), run, sign(JobOrder.TYPE, order), tree.path(0));
    }

    private SignedDocument sign(String type, Object payload) {
        return SignedDocument.sign(
                type,
                Json.wire().writeValueAsBytes(payload),
                KeyId.of(orderKey.getPublic()),
                orderKey.getPrivate());
    }
}
