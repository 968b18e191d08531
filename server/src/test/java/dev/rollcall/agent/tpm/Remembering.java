package dev.rollcall.agent.tpm;

import dev.rollcall.common.json.Bytes;

/** What a TPM says that a session of it remembers, in which one loaded key was described. */
public record Remembering(Bytes statement, Bytes signature) {

    /** The handle of what is loaded first into an empty TPM. */
    public static final int FIRST = 0x8000_0000;

    /**
     * Of a loaded key.
     *
     * @param by the handle of the key that signs
     */
    public static Remembering of(MachineTpm machine, int key, int by, Bytes nonce)
            throws TpmException {
        try (var tpm = machine.open()) {
            int session = tpm.auditSession();
            try {
                var nothing = Bytes.copyOf(new byte[0]);
                var _ = tpm.describe(new Tpm.Loaded(key, nothing), session);
                var said = tpm.remembered(session, new Tpm.Loaded(by, nothing), nonce);
                return new Remembering(said.statement(), said.signature());
            } finally {
                tpm.end(session);
            }
        }
    }
}
