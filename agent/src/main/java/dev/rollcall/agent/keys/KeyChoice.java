package dev.rollcall.agent.keys;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a device shall keep the keys that it makes. */
public enum KeyChoice {
    /** In the TPM where there is one that works, else in a file; never out of the TPM again. */
    @JsonProperty("auto")
    AUTO,
    @JsonProperty("file")
    FILE,
    /** In the TPM, or there is no key. */
    @JsonProperty("tpm")
    TPM
}
