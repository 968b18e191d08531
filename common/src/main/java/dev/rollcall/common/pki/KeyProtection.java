package dev.rollcall.common.pki;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How well a device key is kept. */
public enum KeyProtection {
    /** A file that only root can read; it can be copied. */
    @JsonProperty("file")
    FILE,
    /** In a TPM, by the agent's word. */
    @JsonProperty("claimed")
    CLAIMED,
    /** In a TPM, proven by attestation. */
    @JsonProperty("attested")
    ATTESTED
}
