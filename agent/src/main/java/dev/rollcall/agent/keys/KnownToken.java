package dev.rollcall.agent.keys;

import dev.rollcall.agent.keys.KeyUnusableException.Reason;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.agent.tpm.MachineTpm;
import dev.rollcall.agent.tpm.TpmException;
import dev.rollcall.common.json.Json;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * What a state folder knows of its token; written once the token is whole.
 *
 * @param pin what opens it
 * @param tpm that it was made in, as a digest
 * @param machine likewise
 */
record KnownToken(String label, String pin, Optional<String> tpm, Optional<String> machine) {

    static final String FILE = "tpm-token.json";

    private static final Logger LOG = LoggerFactory.getLogger(KnownToken.class);

    /** One that is damaged is as good as none: the token cannot be opened. */
    static Optional<KnownToken> read(StateFolder folder) {
        try {
            return folder.read(FILE).map(b -> Json.strict().readValue(b, KnownToken.class));
        } catch (JacksonException e) {
            LOG.error("the token's PIN is damaged file={}", folder.path().resolve(FILE));
            return Optional.empty();
        }
    }

    /** Durable when this returns. */
    void write(StateFolder folder) {
        folder.write(FILE, Json.strict().writeValueAsBytes(this));
    }

    /**
     * To another TPM the token is a guess at a secret, and after a few guesses it is locked for
     * everybody (TPM 2.0 Library, part 1, section 19.8): it is asked who it is before.
     */
    void requireItsTpm(MachineTpm here) throws KeyUnusableException {
        if (tpm.isEmpty()) {
            return;
        }
        try {
            if (!here.digest().equals(tpm)) {
                throw new KeyUnusableException(Reason.OTHER_TPM, isOfAnotherMachine(here), "");
            }
        } catch (TpmException e) {
            throw new KeyUnusableException(
                    e.isAnswer() ? Reason.FAILED : Reason.NO_TPM,
                    isOfAnotherMachine(here),
                    String.valueOf(e.getMessage()));
        }
    }

    /** Whether it was made in another machine; no where one of them has no id. */
    boolean isOfAnotherMachine(MachineTpm here) {
        var id = here.machineDigest();
        return id.isPresent() && machine.isPresent() && !id.equals(machine);
    }

    /** Why a login failed, of which the library says no more than that it did. */
    Reason whyClosed(boolean tokenMissing) {
        if (tokenMissing) {
            return Reason.LOST;
        }
        // the TPM was seen to be the right one, so that it is busy, or locked for a while
        return tpm.isPresent() ? Reason.FAILED : Reason.OTHER_TPM;
    }

    @Override
    public String toString() {
        return "KnownToken[" + label + "]";
    }
}
