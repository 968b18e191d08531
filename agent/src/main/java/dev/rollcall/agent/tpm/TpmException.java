package dev.rollcall.agent.tpm;

import java.io.IOException;

/** The TPM did not answer, or not what was asked. */
public final class TpmException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int code;

    TpmException(String message) {
        super(message);
        this.code = 0;
    }

    TpmException(String message, Throwable cause) {
        super(message, cause);
        this.code = 0;
    }

    TpmException(String command, int code) {
        super(command + " was answered with 0x%03x".formatted(code));
        this.code = code;
    }

    /** Whether the TPM answered, and not with what it was asked for: it is busy, or starting. */
    public boolean isAnswer() {
        return code != 0;
    }

    /** TPM_RC of the TPM; 0 where it did not answer. */
    int code() {
        return code;
    }
}
