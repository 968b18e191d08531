package dev.rollcall.common.id;

import java.util.UUID;

/** The one accepted spelling of an id; {@link UUID#fromString} alone would accept "1-1-1-1-1". */
final class CanonicalUuid {

    private static final String FORM = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    private CanonicalUuid() {}

    static UUID parse(String text) {
        if (!isCanonical(text)) {
            throw new IllegalArgumentException(
                    "not an id: 36 lower-case characters, as in a UUID, are expected");
        }
        return UUID.fromString(text);
    }

    private static boolean isCanonical(String text) {
        if (text.length() != FORM.length()) {
            return false;
        }
        for (int i = 0; i < FORM.length(); i++) {
            char c = text.charAt(i);
            boolean fits =
                    FORM.charAt(i) == '-'
                            ? c == '-'
                            : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
