package dev.rollcall.server.inventory.software;

import dev.rollcall.common.inventory.PackageSource;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A title: what is known by one name in one package system.
 *
 * @param devices that have it now
 * @param before how many had it at the instant that is compared with
 * @param firstSeen when a list with it first reached the server; absent where that is forgotten
 * @param versions the most frequent first
 */
public record Software(
        String name,
        PackageSource source,
        long devices,
        long before,
        Optional<Instant> firstSeen,
        List<Version> versions) {

    public Software {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(firstSeen, "firstSeen");
        versions = List.copyOf(versions);
    }

    /** One version of it, now and before. */
    public record Version(String version, long devices, long before, Optional<Instant> firstSeen) {}
}
