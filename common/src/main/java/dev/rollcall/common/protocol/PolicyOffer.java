package dev.rollcall.common.protocol;

import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.SignedDocument;
import java.util.Objects;

/**
 * A policy document to enforce.
 *
 * @param hash opaque: the agent echoes it, and refuses an offer whose document says another
 * @param document signed {@code policy}
 */
public record PolicyOffer(Digest hash, SignedDocument document) {

    public PolicyOffer {
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(document, "document");
    }
}
