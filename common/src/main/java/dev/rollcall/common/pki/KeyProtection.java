package dev.rollcall.common.pki;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

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
    ATTESTED;

    /** As it is written everywhere. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Of a word that was written by us. */
    public static KeyProtection ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /**
     * What a device's own word makes of what is known: nobody attests to themselves, and what was
     * proven of a key stays so, whatever is said of it.
     */
    public KeyProtection whenClaimed(KeyProtection claim) {
        if (this == ATTESTED) {
            return ATTESTED;
        }
        return claim == FILE ? FILE : CLAIMED;
    }
}
