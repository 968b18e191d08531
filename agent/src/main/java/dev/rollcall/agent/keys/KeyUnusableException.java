package dev.rollcall.agent.keys;

import java.io.Serial;
import java.security.GeneralSecurityException;

/** A key in a TPM cannot be used; the message is one line for a technician. */
public final class KeyUnusableException extends GeneralSecurityException {

    @Serial private static final long serialVersionUID = 1L;

    /** Why not. */
    public enum Reason {
        /** The machine shows no TPM, or none that answers. */
        NO_TPM(false),
        /** The library that speaks with it is not installed. */
        NO_LIBRARY(false),
        /** It answers, and failed at what it was asked. */
        FAILED(false),
        /** The TPM is not the one that the keys were made in, or it was cleared since. */
        OTHER_TPM(true),
        /** The state folder lacks the token, or the token lacks the key. */
        LOST(true);

        private final boolean forGood;

        Reason(boolean forGood) {
            this.forGood = forGood;
        }
    }

    private final Reason reason;
    private final boolean otherMachine;

    KeyUnusableException(Reason reason, boolean otherMachine, String detail) {
        super(sentence(reason, otherMachine) + (detail.isEmpty() ? "" : " (" + detail + ")"));
        this.reason = reason;
        this.otherMachine = otherMachine;
    }

    public Reason reason() {
        return reason;
    }

    /** Whether nothing but a new enrollment helps. */
    public boolean isForGood() {
        return reason.forGood || (reason == Reason.NO_TPM && otherMachine);
    }

    /**
     * What a technician is told. @param otherMachine whether the token was made in another machine
     */
    static String sentence(Reason reason, boolean otherMachine) {
        return switch (reason) {
            case NO_TPM ->
                    otherMachine
                            ? "this disk came from another machine, whose TPM has the key, and this"
                                    + " one has no TPM that answers: enroll this device again"
                            : "the TPM does not answer: look at the firmware's setup; a device whose"
                                    + " TPM is gone for good must be enrolled again";
            case NO_LIBRARY ->
                    "libtpm2_pkcs11.so.1 is not there, which the TPM is used by: install"
                            + " libtpm2-pkcs11-1";
            case FAILED -> "the TPM failed at using the key";
            case OTHER_TPM ->
                    otherMachine
                            ? "this disk came from another machine, or its main board was replaced:"
                                    + " the TPM of this one does not have the key; enroll this"
                                    + " device again"
                            : "the TPM was cleared or replaced and does not have the key any more:"
                                    + " enroll this device again";
            case LOST ->
                    "the key's token is not in the state folder any more: enroll this device"
                            + " again";
        };
    }
}
