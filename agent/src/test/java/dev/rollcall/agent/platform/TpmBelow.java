package dev.rollcall.agent.platform;

import java.nio.file.Path;

/** What a machine shows of its TPM, planted. */
public final class TpmBelow {

    private TpmBelow() {}

    public static Tpm of(Path root) {
        return Tpm.below(root);
    }
}
