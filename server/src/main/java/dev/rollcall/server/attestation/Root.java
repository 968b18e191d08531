package dev.rollcall.server.attestation;

import dev.rollcall.common.json.Digest;
import java.time.Instant;
import java.util.Objects;

/**
 * A manufacturer's certificate that a district trusts to say what a TPM is.
 *
 * @param fingerprint SHA-256 of the certificate
 * @param by who added it
 */
record Root(Digest fingerprint, String subject, Instant notAfter, Instant addedAt, String by) {

    Root {
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(notAfter, "notAfter");
        Objects.requireNonNull(addedAt, "addedAt");
        Objects.requireNonNull(by, "by");
    }
}
