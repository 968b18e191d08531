package dev.rollcall.server.inventory.history;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.inventory.SectionKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Changes of many devices, or of one, the latest first. */
public final class Feed {

    private Feed() {}

    /**
     * What is asked for.
     *
     * @param units where the devices are now, and since when their past is kept: what began to hold
     *     before is not told, since what was there until then may be forgotten
     * @param device one alone
     * @param from before the first change
     * @param to of the last change, at most
     * @param kinds of sections; none are all
     * @param routine whether also what changes every day by itself
     */
    public record Question(
            DistrictId district,
            Map<UnitId, Instant> units,
            Optional<DeviceId> device,
            Instant from,
            Instant to,
            List<SectionKind> kinds,
            boolean routine) {

        public Question {
            units = Map.copyOf(units);
            kinds = List.copyOf(kinds);
        }
    }

    /** A change of a device. */
    public record Entry(Place place, String deviceName, Change change) {

        public Entry {
            Objects.requireNonNull(place, "place");
            Objects.requireNonNull(deviceName, "deviceName");
            Objects.requireNonNull(change, "change");
        }
    }

    /**
     * Some of them.
     *
     * @param next where to go on; absent at the end. A page may be short, even empty, and go on
     */
    public record Part(List<Entry> entries, Optional<Place> next) {

        public Part {
            entries = List.copyOf(entries);
        }
    }
}
