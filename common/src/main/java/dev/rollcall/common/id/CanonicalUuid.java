package dev.rollcall.common.id;

import java.util.UUID;
import java.util.regex.Pattern;

/** The one accepted spelling of an id; {@link UUID#fromString} alone would accept "1-1-1-1-1". */
final class CanonicalUuid {

    private static final Pattern FORM =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private CanonicalUuid() {}

    static UUID parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "not an id: 36 lower-case characters, as in a UUID, are expected");
        }
        return UUID.fromString(text);
    }
}
