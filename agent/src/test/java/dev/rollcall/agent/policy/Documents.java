package dev.rollcall.agent.policy;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.pki.TrustedKeys;
import dev.rollcall.common.policy.PolicyDocument;
import dev.rollcall.common.policy.PublishedNetwork;
import dev.rollcall.common.protocol.PolicyOffer;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** A district that signs policies. */
final class Documents {

    final DistrictId district = new DistrictId(UUID.randomUUID());
    final KeyPair key = EcKeys.generate();

    static String file(String path, String content) {
        var tree = Json.wire().createObjectNode().put("type", "file").put("path", path);
        return tree.put("content", content).toString();
    }

    static String file(String path, String content, String mode) {
        return file(path, content).replaceFirst("}$", ",\"mode\":\"" + mode + "\"}");
    }

    static String absent(String path) {
        return "{\"type\":\"file\",\"path\":\"" + path + "\"}";
    }

    static String inventory(String... off) {
        var tree = Json.wire().createObjectNode().put("type", "inventory");
        var names = tree.putArray("off");
        Arrays.stream(off).forEach(names::add);
        return tree.toString();
    }

    static String network(String name, String subnet) {
        return Json.wire()
                .writeValueAsString(
                        new PublishedNetwork(name, List.of(subnet), List.of(), List.of()));
    }

    static String chromium(String name, String value) {
        return "{\"type\":\"chromium\",\"name\":\"" + name + "\",\"value\":" + value + "}";
    }

    TrustedKeys trusted() {
        return TrustedKeys.of(List.of(key.getPublic()));
    }

    PolicyDocument document(long generation, String... settings) {
        var trees = Arrays.stream(settings).map(Json.wire()::readTree).toList();
        return new PolicyDocument(district, generation, Digest.of(trees.toString()), trees);
    }

    PolicyOffer offer(long generation, String... settings) {
        return sign(document(generation, settings), PolicyDocument.TYPE);
    }

    PolicyOffer sign(PolicyDocument document, String type) {
        var payload = Json.wire().writeValueAsBytes(document);
        var signed =
                SignedDocument.sign(type, payload, KeyId.of(key.getPublic()), key.getPrivate());
        return new PolicyOffer(document.hash(), signed);
    }
}
