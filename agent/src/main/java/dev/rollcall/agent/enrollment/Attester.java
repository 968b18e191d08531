package dev.rollcall.agent.enrollment;

import dev.rollcall.common.attestation.AttestationBeginning;
import dev.rollcall.common.attestation.AttestationChallenge;
import dev.rollcall.common.attestation.AttestationProof;
import java.io.IOException;
import java.security.PrivateKey;
import java.util.Optional;

/** What proves that one key lies in this machine's TPM, once. */
public interface Attester {

    AttestationBeginning begin() throws IOException;

    AttestationProof answer(AttestationChallenge challenge) throws IOException;

    /** Where they come from. */
    @FunctionalInterface
    interface Source {

        /** Of a machine without a TPM. */
        Source NONE = key -> Optional.empty();

        /** Empty for a key that is in a file, and for a TPM that its maker gave no certificate. */
        Optional<Attester> of(PrivateKey key) throws IOException;
    }
}
