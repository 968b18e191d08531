package dev.rollcall.agent.platform;

import java.io.IOException;
import java.io.Serial;

/** A TPM answered, and not with what it was asked for: it is busy, or starting. */
public final class TpmRefusedException extends IOException {

    @Serial private static final long serialVersionUID = 1L;

    TpmRefusedException(int code) {
        super("the TPM answers 0x" + Integer.toHexString(code));
    }
}
