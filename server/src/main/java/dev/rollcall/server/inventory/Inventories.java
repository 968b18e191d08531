package dev.rollcall.server.inventory;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Questions about what devices are, and were. */
public final class Inventories {

    private final Bodies bodies;
    private final Duration staleAfter;

    public Inventories(Bodies bodies, Duration staleAfter) {
        this.bodies = bodies;
        this.staleAfter = staleAfter;
    }

    public Inventories(Bodies bodies) {
        this(bodies, Encryption.STALE_AFTER);
    }

    /** By kind, as they held at an instant. */
    public List<SectionAt> sections(
            Handle handle, DistrictId district, DeviceId device, Instant at) {
        return handle.createQuery(
                        """
                        SELECT kind, state, digest, detail, valid_from, valid_to, collected_at,
                            received_at
                        FROM inventory_section
                        WHERE district_id = :district AND device_id = :device
                            AND valid_from <= :at AND (valid_to IS NULL OR valid_to > :at)
                        ORDER BY kind
                        """)
                .bind("district", district)
                .bind("device", device)
                .bind("at", at)
                .map((row, c) -> read(row))
                .list();
    }

    public Optional<SectionAt> section(
            Handle handle, DistrictId district, DeviceId device, SectionKind kind, Instant at) {
        return sections(handle, district, device, at).stream()
                .filter(section -> section.kind().equals(kind))
                .findFirst();
    }

    /** The content of a section that was in order at an instant. */
    public Optional<InventorySection> content(
            Handle handle, DistrictId district, DeviceId device, SectionKind kind, Instant at) {
        return text(handle, district, device, kind, at).map(body -> Sections.parse(kind, body));
    }

    /** The canonical bytes of a section that was in order at an instant. */
    public Optional<byte[]> text(
            Handle handle, DistrictId district, DeviceId device, SectionKind kind, Instant at) {
        return section(handle, district, device, kind, at)
                .flatMap(SectionAt::digest)
                .flatMap(digest -> bodies.read(handle, district, kind, digest));
    }

    /** Sorted; empty also when the device never said. */
    public List<InstalledPackage> packages(
            Handle handle, DistrictId district, DeviceId device, Instant at) {
        return content(handle, district, device, PackagesSection.KIND, at).stream()
                .flatMap(section ->
                        section instanceof PackagesSection packages
                                ? buckets(handle, district, packages)
                                : Stream.empty())
                .sorted()
                .toList();
    }

    /**
     * What is on a list of packages.
     *
     * @param whole whether that is all of it: the device could read every entry, and each part of
     *     the list is here
     */
    public record Listed(List<InstalledPackage> packages, boolean whole) {

        private static final Listed NOTHING = new Listed(List.of(), false);

        public Listed {
            packages = List.copyOf(packages);
        }
    }

    /** By the digest of the list. */
    public Listed packages(Handle handle, DistrictId district, Digest list) {
        return bodies.read(handle, district, PackagesSection.KIND, list)
                .map(body -> Sections.parse(PackagesSection.KIND, body))
                .filter(PackagesSection.class::isInstance)
                .map(PackagesSection.class::cast)
                .map(section -> listed(handle, district, section))
                .orElse(Listed.NOTHING);
    }

    private Listed listed(Handle handle, DistrictId district, PackagesSection section) {
        boolean whole = section.unreadable().orElse(0) == 0;
        var packages = new ArrayList<InstalledPackage>();
        for (var digest : section.buckets().values()) {
            var bucket = bodies.read(handle, district, PackageBucket.KIND, digest);
            whole &= bucket.isPresent();
            bucket.ifPresent(body -> packages.addAll(Sections.parseBucket(body).packages()));
        }
        return new Listed(packages, whole);
    }

    private Stream<InstalledPackage> buckets(
            Handle handle, DistrictId district, PackagesSection packages) {
        return packages.buckets().values().stream()
                .flatMap(digest ->
                        bodies.read(handle, district, PackageBucket.KIND, digest).stream())
                .flatMap(body -> Sections.parseBucket(body).packages().stream());
    }

    /**
     * Whether the device as a whole was encrypted; unknown where it never said.
     *
     * @param lastCheckIn at or before the instant
     */
    public Encryption encryption(
            Handle handle,
            DistrictId district,
            DeviceId device,
            Instant at,
            Optional<Instant> lastCheckIn) {
        return handle.createQuery(
                        """
                        SELECT verdict, collected_at FROM inventory_section
                        WHERE district_id = :district AND device_id = :device AND kind = :kind
                            AND valid_from <= :at AND (valid_to IS NULL OR valid_to > :at)
                        """)
                .bind("district", district)
                .bind("device", device)
                .bind("kind", VolumesSection.KIND.name())
                .bind("at", at)
                .map((row, c) ->
                        Encryption.of(
                                Columns.optionalText(row, "verdict"),
                                Optional.of(
                                        CollectedAt.knownBy(
                                                lastCheckIn, Columns.instant(row, "collected_at"))),
                                at,
                                staleAfter))
                .findOne()
                .orElseGet(() -> new Encryption(Encryption.State.UNKNOWN, Optional.empty()));
    }

    private static SectionAt read(ResultSet row) throws SQLException {
        return new SectionAt(
                new SectionKind(row.getString("kind")),
                SectionState.valueOf(row.getString("state")),
                Columns.optionalDigest(row, "digest"),
                Columns.optionalText(row, "detail"),
                Columns.instant(row, "valid_from"),
                Columns.optionalInstant(row, "valid_to"),
                Columns.instant(row, "collected_at"),
                Columns.instant(row, "received_at"));
    }
}
