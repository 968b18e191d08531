package dev.rollcall.server.policy;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.pki.SignedDocument;

/** What this room needs of the keys: a signature by the district's order key. */
@FunctionalInterface
public interface Signer {

    SignedDocument sign(DistrictId district, String type, byte[] payload);
}
