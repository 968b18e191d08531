package dev.rollcall.server.enrollment;

import java.util.Locale;

/** Why a person must decide. */
public enum ReviewKind {
    /** The token is for many, and does not say which serials and from where. */
    UNBOUND_TOKEN("its token is for many devices and is not bound to serials and addresses"),
    /** The token says which, and this is none of them, or one that joined with it already. */
    NOT_LISTED("its serial is not on its token's list, or joined with it already"),
    /** The token says from where, and it asks from elsewhere. */
    OUTSIDE("it asks from outside its token's addresses"),
    /** The token has expired. */
    EXPIRED_TOKEN("its token has expired"),
    /** Its serial is that of a record that was shut out: stolen, lost, misused. */
    SHUT_OUT("its serial is that of a device that was shut out or reported stolen"),
    /** There is a permit for its serial, and the device of that record is connected. */
    STILL_CONNECTED("the device that its serial is of is connected right now"),
    /** Its serial is that of a record whose TPM is known, and it did not prove to have that one. */
    ANOTHER_TPM(
            "the device that its serial is of has a known TPM, and it did not prove to have it"),
    /** It joined as a new record; its serial is that of another. */
    POSSIBLY_SAME("it joined as a new record, and has the serial of another"),
    /** It joined, and its machine has the serial of a record that was shut out. */
    SHUT_OUT_SEEN("it joined, and has the serial of a device that was shut out or reported stolen"),
    /** Another board than before says to be this record. */
    CHANGED_BOARD("its serial changed, as if it had another board");

    private final String sentence;

    ReviewKind(String sentence) {
        this.sentence = sentence;
    }

    /** The name in the database and on the wire, such as {@code not-listed}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static ReviewKind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    public String sentence() {
        return sentence;
    }

    /** Whether a device waits for it, which is let in or not. */
    public boolean isRequest() {
        return switch (this) {
            case UNBOUND_TOKEN,
                    NOT_LISTED,
                    OUTSIDE,
                    EXPIRED_TOKEN,
                    SHUT_OUT,
                    STILL_CONNECTED,
                    ANOTHER_TPM ->
                    true;
            case POSSIBLY_SAME, SHUT_OUT_SEEN, CHANGED_BOARD -> false;
        };
    }

    /** Whether the question is answered once the TPM of a record has shown who asks. */
    boolean isAnsweredByATpm() {
        return switch (this) {
            case UNBOUND_TOKEN, NOT_LISTED, STILL_CONNECTED, ANOTHER_TPM -> true;
            case OUTSIDE, EXPIRED_TOKEN, SHUT_OUT, POSSIBLY_SAME, SHUT_OUT_SEEN, CHANGED_BOARD ->
                    false;
        };
    }

    /** Whether it is reason to look twice. */
    public boolean isSuspicious() {
        return this == SHUT_OUT || this == SHUT_OUT_SEEN || this == ANOTHER_TPM;
    }
}
