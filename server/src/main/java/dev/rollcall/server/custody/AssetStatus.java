package dev.rollcall.server.custody;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.rollcall.server.device.RetiredAs;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Whether a thing is used, or what became of it. */
public enum AssetStatus {
    IN_SERVICE,
    /** In a cupboard, on purpose. */
    IN_STORAGE,
    IN_REPAIR,
    DISPOSED,
    LOST,
    STOLEN,
    /** Another district has it. */
    TRANSFERRED,
    OTHER;

    /** Whether the district does not have it any more. */
    public boolean isGone() {
        return switch (this) {
            case IN_SERVICE, IN_STORAGE, IN_REPAIR -> false;
            case DISPOSED, LOST, STOLEN, TRANSFERRED, OTHER -> true;
        };
    }

    static AssetStatus of(RetiredAs as) {
        return switch (as) {
            case DISPOSED -> DISPOSED;
            case LOST -> LOST;
            case STOLEN -> STOLEN;
            case TRANSFERRED -> TRANSFERRED;
            case OTHER -> OTHER;
        };
    }

    /** The name in the database and on the wire, such as {@code in-service}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String words() {
        return Arrays.stream(values()).map(AssetStatus::word).collect(Collectors.joining(", "));
    }

    /** Of its word; anything else is an {@link IllegalArgumentException}. */
    @JsonCreator
    public static AssetStatus parse(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a status: " + word));
    }
}
