package dev.rollcall.server.device.query;

import java.util.List;
import java.util.Optional;

/** What a part of a query asks about: one of the named fields, or any fact of the inventory. */
public sealed interface Subject permits Field, FactName {

    /** The field or fact of that name, whatever its case. */
    static Optional<Subject> named(String word) {
        var folded = TextPattern.fold(word);
        return Field.named(folded)
                .map(Subject.class::cast)
                .or(() -> FactNames.named(folded).map(Subject.class::cast));
    }

    /** Its name in a query. */
    String word();

    Kind kind();

    /** The words that a value may be, besides {@code unknown} and {@code stale}. */
    List<String> choices();

    /** Whether the fact counts only while it is fresh; what a device is made of does not age. */
    boolean ages();

    /** Whether nothing may be known of it. */
    boolean mayBeUnknown();

    String sentence();

    /** What values it has. */
    enum Kind {
        /** A path of slugs; matches everything below. */
        UNIT,
        /** Matched as a whole, without regard to A-Z or a-z; {@code *} stands for anything. */
        TEXT,
        /** One of a few words. */
        CHOICE,
        /** A whole number; {@code pending} is more than 0, {@code none} is 0. */
        COUNT,
        /** A whole number. */
        NUMBER,
        /** A whole number of bytes, written with a unit. */
        BYTES,
        /** A day, such as 2026-09-01; of a time, its day in UTC. */
        DATE,
        /** Compared number by number. */
        VERSION,
        /** The name of a package, and then maybe a comparison with its version. */
        PACKAGE
    }
}
