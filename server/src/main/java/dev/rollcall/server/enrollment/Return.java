package dev.rollcall.server.enrollment;

import dev.rollcall.server.pki.Issued;

/** What came of asking to return; other refusals are a problem. */
sealed interface Return {

    /** The device is back. */
    record Returned(Issued issued) implements Return {}

    /** Its request must be made now. @param nonce to be signed with it */
    record NonceNeeded(String nonce) implements Return {}
}
