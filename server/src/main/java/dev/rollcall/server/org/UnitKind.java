package dev.rollcall.server.org;

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

    public boolean isRoot() {
        return switch (this) {
            case PROVIDER, DISTRICT -> true;
            case SCHOOL, DEPARTMENT, LAB, OTHER -> false;
        };
    }
}
