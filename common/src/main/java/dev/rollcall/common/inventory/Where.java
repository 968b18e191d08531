package dev.rollcall.common.inventory;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the device is, as far as its org unit may know. It belongs to what changes all the time: it
 * changes with every way to school and home, and who kept it like a section would keep for years
 * when a child came and went.
 *
 * @param network the published one that it is in, by the name that its org unit gave it; absent off
 *     campus
 */
public record Where(Place place, Optional<String> network) {

    public Where {
        Objects.requireNonNull(place, "place");
    }

    /** In a network that its org unit publishes. */
    public static Where in(String network) {
        return new Where(Place.ON_CAMPUS, Optional.of(network));
    }

    /** In none of them; in which one instead is nobody's business. */
    public static final Where OFF_CAMPUS = new Where(Place.OFF_CAMPUS, Optional.empty());

    /** Whether a device is in a network that its org unit publishes. */
    public enum Place {
        @JsonProperty("on-campus")
        ON_CAMPUS,
        @JsonProperty("off-campus")
        OFF_CAMPUS
    }
}
