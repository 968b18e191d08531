package dev.rollcall.agent.policy;

import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.pki.TrustedKeys;
import dev.rollcall.common.policy.PolicyDocument;
import dev.rollcall.common.protocol.PolicyOffer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * The last policy document that held, kept durably. Safe for use by many threads.
 *
 * <p>What is kept is not verified again: its order key may have been rolled over since, and whoever
 * can write the state folder already rules the device.
 */
final class PolicyStore {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyStore.class);
    private static final String FILE = "policy.json";

    private final StateFolder folder;
    private final DistrictId district;
    private Optional<Kept> kept;

    /** A document and the server's name for it. */
    record Kept(Digest hash, PolicyDocument document) {}

    /** What became of an offer. */
    sealed interface Verdict {}

    /** It is on disk. */
    record Taken(Kept kept) implements Verdict {}

    /** The one before stays. @param reason one line */
    record Rejected(String reason) implements Verdict {}

    private PolicyStore(StateFolder folder, DistrictId district, Optional<Kept> kept) {
        this.folder = folder;
        this.district = district;
        this.kept = kept;
    }

    static PolicyStore open(StateFolder folder, DistrictId district) {
        return new PolicyStore(
                folder, district, folder.read(FILE).flatMap(bytes -> readBack(bytes, district)));
    }

    synchronized Optional<Kept> kept() {
        return kept;
    }

    /** Durable when this returns {@link Taken}. */
    synchronized Verdict take(PolicyOffer offer, TrustedKeys trusted) {
        var verdict = judge(offer, trusted);
        if (verdict instanceof Taken(var taken)
                && !kept.map(Kept::hash).equals(Optional.of(taken.hash()))) {
            KillPoint.pass("policy.kept.before-fsync");
            folder.write(FILE, Json.wire().writeValueAsBytes(offer));
            KillPoint.pass("policy.kept.after-fsync");
            kept = Optional.of(taken);
        }
        return verdict;
    }

    private Verdict judge(PolicyOffer offer, TrustedKeys trusted) {
        var payload = offer.document().verified(PolicyDocument.TYPE, trusted);
        if (payload.isEmpty()) {
            return new Rejected("it is not signed by a trusted order key");
        }
        var document = parse(payload.get());
        if (document.isEmpty()) {
            return new Rejected("it is not a policy that this agent can read");
        }
        if (!document.get().district().equals(district)) {
            return new Rejected("it is of another district");
        }
        if (!document.get().hash().equals(offer.hash())) {
            return new Rejected("it is offered under the name of another");
        }
        long known = kept.map(k -> k.document().generation()).orElse(0L);
        if (document.get().generation() < known) {
            return new Rejected(
                    "generation "
                            + document.get().generation()
                            + " is older than "
                            + known
                            + ", which is in force");
        }
        return new Taken(new Kept(offer.hash(), document.get()));
    }

    private static Optional<Kept> readBack(byte[] bytes, DistrictId district) {
        try {
            var offer = Json.strict().readValue(bytes, PolicyOffer.class);
            return parse(payload(offer.document()))
                    .filter(document -> document.district().equals(district))
                    .filter(document -> document.hash().equals(offer.hash()))
                    .map(document -> new Kept(offer.hash(), document));
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            LOG.warn("kept policy unreadable, the server sends it again cause={}", e.getMessage());
            return Optional.empty();
        }
    }

    private static byte[] payload(SignedDocument document) {
        return document.payload().toArray();
    }

    private static Optional<PolicyDocument> parse(byte[] payload) {
        try {
            return Optional.of(Json.strict().readValue(payload, PolicyDocument.class));
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            return Optional.empty();
        }
    }
}
