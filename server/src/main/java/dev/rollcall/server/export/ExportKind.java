package dev.rollcall.server.export;

import java.util.List;
import java.util.Locale;

/** What can be exported. */
public enum ExportKind {
    /** Which devices there are. */
    DEVICES,
    /** How devices stand, and every check with its evidence. */
    COMPLIANCE;

    /** One table. */
    public enum Part {
        DEVICES,
        COMPLIANCE,
        CHECKS
    }

    /** Its tables, in order. */
    public List<Part> parts() {
        return switch (this) {
            case DEVICES -> List.of(Part.DEVICES);
            case COMPLIANCE -> List.of(Part.COMPLIANCE, Part.CHECKS);
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Of its word; anything else is an {@link IllegalArgumentException}. */
    public static ExportKind parse(String word) {
        for (var kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("not an export: " + word);
    }
}
