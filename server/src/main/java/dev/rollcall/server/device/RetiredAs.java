package dev.rollcall.server.device;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** What became of a device that was retired. */
public enum RetiredAs {
    DISPOSED,
    LOST,
    STOLEN,
    /** It lives on in another district. */
    TRANSFERRED,
    OTHER;

    /** Whether it should not turn up again without somebody asking why. */
    public boolean isMissing() {
        return this == LOST || this == STOLEN;
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Of its word; anything else is an {@link IllegalArgumentException}. */
    @JsonCreator
    public static RetiredAs parse(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "disposed, lost, stolen, transferred or other expected, not "
                                        + word));
    }
}
