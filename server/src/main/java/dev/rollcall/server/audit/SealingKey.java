package dev.rollcall.server.audit;

import dev.rollcall.common.pki.KeyId;

/** What signs the audit's seals; it is kept outside the database. */
public interface SealingKey {

    KeyId keyId();

    /** ECDSA P-256 with SHA-256 over these bytes, in DER. */
    byte[] sign(byte[] bytes);
}
