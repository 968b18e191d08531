package dev.rollcall.server.org;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an org unit is in the district's own words; only the first two are roots. */
public enum UnitKind {
    PROVIDER,
    DISTRICT,
    SCHOOL,
    DEPARTMENT,
    LAB,
    OTHER;

    /** The name on the wire, such as {@code school}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static UnitKind parse(String word) {
        for (var kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("not a kind of unit: " + word);
    }

    public boolean isRoot() {
        return switch (this) {
            case PROVIDER, DISTRICT -> true;
            case SCHOOL, DEPARTMENT, LAB, OTHER -> false;
        };
    }
}
