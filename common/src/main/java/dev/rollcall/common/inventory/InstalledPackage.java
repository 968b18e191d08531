package dev.rollcall.common.inventory;

import java.util.Comparator;
import java.util.Objects;

/** One installed package. Ordered by name, architecture, version. */
public record InstalledPackage(
        String name, String version, String architecture, PackageSource source)
        implements Comparable<InstalledPackage> {

    private static final Comparator<InstalledPackage> ORDER =
            Comparator.comparing(InstalledPackage::name)
                    .thenComparing(InstalledPackage::architecture)
                    .thenComparing(InstalledPackage::version)
                    .thenComparing(InstalledPackage::source);

    public InstalledPackage {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(source, "source");
    }

    @Override
    public int compareTo(InstalledPackage other) {
        return ORDER.compare(this, other);
    }
}
