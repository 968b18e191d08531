package dev.rollcall.agent.inventory.packages;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Lists the installed packages of dpkg, rpm, snap and flatpak, spread over buckets. */
public final class PackagesCollector implements Collector {

    private final DeviceFiles files;
    private final RpmDatabase database;

    public PackagesCollector(DeviceFiles files, RpmDatabase database) {
        this.files = files;
        this.database = database;
    }

    @Override
    public SectionKind kind() {
        return PackagesSection.KIND;
    }

    @Override
    public Collected collect() throws IOException, InterruptedException {
        var dpkg = DpkgStatus.read(files);
        var rpm = database.read();
        var snaps = Snaps.read(files);
        var flatpaks = Flatpaks.read(files);
        if (dpkg.isEmpty() && rpm.isEmpty()) {
            database.refuseUnread();
        }
        if (dpkg.isEmpty() && rpm.filter(listing -> listing.packages().isEmpty()).isPresent()) {
            throw new IOException("there is an rpm database, and rpm lists no package");
        }
        if (dpkg.isEmpty() && rpm.isEmpty() && snaps.isEmpty() && flatpaks.isEmpty()) {
            return new Collected.Off("no package database of a kind we know");
        }
        var packages = new ArrayList<InstalledPackage>();
        dpkg.ifPresent(d -> packages.addAll(d.packages()));
        rpm.ifPresent(r -> packages.addAll(r.packages()));
        snaps.ifPresent(s -> packages.addAll(s.packages()));
        flatpaks.ifPresent(f -> packages.addAll(f.packages()));
        int unreadable =
                dpkg.map(DpkgStatus::unreadable).orElse(0)
                        + rpm.map(Listing::unreadable).orElse(0)
                        + snaps.map(Listing::unreadable).orElse(0)
                        + flatpaks.map(Listing::unreadable).orElse(0);
        return section(packages, unreadable);
    }

    /** The section of these, and the buckets that it names by digest. */
    public static Collected.Facts section(List<InstalledPackage> packages, int unreadable) {
        var buckets = PackageBucket.spread(packages);
        var digests = new TreeMap<String, Digest>();
        buckets.forEach((key, bucket) -> digests.put(key, Digest.of(CanonicalJson.bytes(bucket))));
        int count = buckets.values().stream().mapToInt(b -> b.packages().size()).sum();
        var section =
                new PackagesSection(
                        count,
                        unreadable == 0 ? Optional.empty() : Optional.of(unreadable),
                        digests);
        return new Collected.Facts(section, List.copyOf(buckets.values()));
    }
}
