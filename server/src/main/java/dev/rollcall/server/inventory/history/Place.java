package dev.rollcall.server.inventory.history;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.inventory.SectionKind;
import java.time.Instant;

/**
 * Where something is in the feed, which runs backwards in time.
 *
 * @param index among the changes of its section at its instant
 */
public record Place(Instant at, DeviceId device, SectionKind kind, int index) {

    private static final int PARTS = 4;

    /** Reads what {@link #toString} wrote; else an {@link IllegalArgumentException}. */
    public static Place parse(String text) {
        var parts = text.split(" ");
        if (parts.length != PARTS) {
            throw new IllegalArgumentException("not a place in the feed");
        }
        try {
            return new Place(
                    Instant.parse(parts[0]),
                    DeviceId.parse(parts[1]),
                    new SectionKind(parts[2]),
                    Integer.parseInt(parts[3]));
        } catch (java.time.DateTimeException e) {
            throw new IllegalArgumentException("not a place in the feed", e);
        }
    }

    @Override
    public String toString() {
        return at + " " + device + " " + kind + " " + index;
    }
}
