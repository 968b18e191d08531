package dev.rollcall.agent.checkin;

import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.SignedDocument;

/** What the conversation needs of the trust bundle. */
public interface Trust {

    /** Of the payload of the bundle that is held. */
    Digest hash();

    /** Verifies and keeps it; one that does not hold is logged and forgotten. */
    void offer(SignedDocument bundle);
}
