package dev.rollcall.server.inventory.software;

import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.inventory.PackageVersions;
import java.util.Locale;
import java.util.Objects;

/**
 * Where a title, or a version of one, is in a list: by name, then by package system, then by
 * version as that system orders them.
 *
 * @param version empty for a title
 */
public record Place(String name, PackageSource source, String version)
        implements Comparable<Place> {

    public Place {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(version, "version");
    }

    /** The package system, as the API calls it. */
    public String system() {
        return source.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As {@link #parse} reads it; names and versions may have anything in them. */
    public String text() {
        return system() + " " + name.length() + " " + name + version;
    }

    /**
     * Reads a place.
     *
     * @throws IllegalArgumentException where it is none
     */
    public static Place parse(String text) {
        var parts = text.split(" ", 3);
        if (parts.length < 3) {
            throw new IllegalArgumentException("no place of software");
        }
        int length = Integer.parseInt(parts[1]);
        if (length < 0 || length > parts[2].length()) {
            throw new IllegalArgumentException("no place of software");
        }
        return new Place(
                parts[2].substring(0, length),
                PackageSource.valueOf(parts[0].toUpperCase(Locale.ROOT).replace('-', '_')),
                parts[2].substring(length));
    }

    /** Versions that their system calls equal are told apart by how they are written. */
    @Override
    public int compareTo(Place other) {
        int byName = name.compareTo(other.name);
        if (byName != 0) {
            return byName;
        }
        int bySource = source.compareTo(other.source);
        if (bySource != 0) {
            return bySource;
        }
        int byVersion = PackageVersions.compare(source, version, other.version);
        return byVersion != 0 ? byVersion : version.compareTo(other.version);
    }
}
