package dev.rollcall.server.attestation.tpm;

/** Why what a TPM is said to have said proves nothing. */
public enum Objection {
    NO_ROOTS("the district trusts no manufacturer of TPMs yet: import its root certificate"),
    CERTIFICATE_UNREADABLE("what should be the endorsement certificate and its chain is none"),
    CERTIFICATE_UNTRUSTED("the endorsement certificate does not lead to a trusted manufacturer"),
    CERTIFICATE_OUT_OF_TIME("the endorsement certificate, or one above it, is not valid now"),
    CERTIFICATE_FOR_ANOTHER_USE("the certificate is not one of a TPM's endorsement key"),
    ENDORSEMENT_KEY_UNUSUAL("the endorsement key is neither RSA with 2048 bits nor on P-256"),
    ATTESTATION_KEY_UNUSABLE(
            "the attestation key is not a restricted signing key on P-256 that stays in its TPM"),
    DEVICE_KEY_UNUSABLE("the device's key is not a signing key on P-256 that stays in its TPM"),
    ANOTHER_DEVICE_KEY("the key is not the one that the device has its newest certificate for"),
    STATEMENT_UNREADABLE("what the TPM is said to have said is malformed"),
    NOT_SAID_BY_A_TPM("the statement does not begin as what a TPM says"),
    NOT_ABOUT_A_SESSION("the statement is about something else than a session"),
    ANOTHER_NONCE("the statement answers another challenge"),
    BELOW_NO_KEY("the device's key is not said to be below another key"),
    ABOUT_SOMETHING_ELSE("the statement is about another key, or about one that lies elsewhere"),
    WRONG_SIGNATURE("the statement is not signed by the attestation key"),
    WRONG_SECRET("the credential was not opened by the TPM that it is for");

    private final String sentence;

    Objection(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
