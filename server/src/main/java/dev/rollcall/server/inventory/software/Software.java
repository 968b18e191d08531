package dev.rollcall.server.inventory.software;

import dev.rollcall.common.inventory.PackageSource;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A title: what is known by one name in one package system.
 *
 * @param spread of all versions together: a device with two counts once
 * @param versions by what they are called
 */
public record Software(
        String name, PackageSource source, Spread spread, Map<String, Spread> versions) {

    public Software {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(spread, "spread");
        versions = Map.copyOf(versions);
    }

    /**
     * On how many devices.
     *
     * @param devices that have it now
     * @param before how many had it at the instant that is compared with
     * @param firstSeen when a list with it first reached the server, of those that devices have or
     *     had then
     */
    public record Spread(long devices, long before, Instant firstSeen) {

        public Spread {
            Objects.requireNonNull(firstSeen, "firstSeen");
        }
    }

    /** One version of it. */
    public record Version(Software of, String text, Spread spread) {

        public Place place() {
            return new Place(of.name(), of.source(), text);
        }
    }

    /** Where the title is in the list of titles. */
    public Place place() {
        return new Place(name, source, "");
    }

    /** Its versions, the oldest first as its package system orders them. */
    public List<Version> inOrder() {
        return versions.entrySet().stream()
                .map(version -> new Version(this, version.getKey(), version.getValue()))
                .sorted(Comparator.comparing(Version::place))
                .toList();
    }
}
