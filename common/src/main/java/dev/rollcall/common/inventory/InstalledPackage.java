package dev.rollcall.common.inventory;

import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/**
 * One installed package. Ordered by name, architecture, version.
 *
 * @param source the package system
 * @param sourcePackage what it was built from, where that has another name
 * @param sourceVersion the version of that, where it is another one; of an rpm without its epoch,
 *     which nothing tells
 */
public record InstalledPackage(
        String name,
        String version,
        String architecture,
        PackageSource source,
        Optional<String> sourcePackage,
        Optional<String> sourceVersion)
        implements Comparable<InstalledPackage> {

    private static final Comparator<InstalledPackage> ORDER =
            Comparator.comparing(InstalledPackage::name)
                    .thenComparing(InstalledPackage::architecture)
                    .thenComparing(InstalledPackage::version)
                    .thenComparing(InstalledPackage::source)
                    .thenComparing(InstalledPackage::builtFrom)
                    .thenComparing(InstalledPackage::builtFromVersion);

    public InstalledPackage {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(source, "source");
        sourcePackage = Objects.requireNonNullElse(sourcePackage, Optional.empty());
        sourceVersion = Objects.requireNonNullElse(sourceVersion, Optional.empty());
    }

    /** One of which nothing else is said of where it was built from. */
    public InstalledPackage(
            String name, String version, String architecture, PackageSource source) {
        this(name, version, architecture, source, Optional.empty(), Optional.empty());
    }

    /** This one, built from a source; what is as its own is left out. */
    public InstalledPackage from(String name, String version) {
        return new InstalledPackage(
                this.name,
                this.version,
                architecture,
                source,
                Optional.of(name).filter(other -> !other.equals(this.name)),
                Optional.of(version).filter(other -> !other.equals(this.version)));
    }

    /** The name of its source, as far as anything was said. */
    public String builtFrom() {
        return sourcePackage.orElse(name);
    }

    /** The version of its source, as far as anything was said. */
    public String builtFromVersion() {
        return sourceVersion.orElse(version);
    }

    @Override
    public int compareTo(InstalledPackage other) {
        return ORDER.compare(this, other);
    }
}
