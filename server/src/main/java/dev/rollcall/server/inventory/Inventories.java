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
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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

    private Stream<InstalledPackage> buckets(
            Handle handle, DistrictId district, PackagesSection packages) {
        return packages.buckets().values().stream()
                .flatMap(digest ->
                        bodies.read(handle, district, PackageBucket.KIND, digest).stream())
                .flatMap(body -> Sections.parseBucket(body).packages().stream());
    }

    /** Of each device that is asked about; unknown for those that never said. */
    public Map<DeviceId, Encryption> encryption(
            Handle handle, DistrictId district, Collection<DeviceId> devices, Instant at) {
        var answers = new HashMap<DeviceId, Encryption>();
        for (var device : devices) {
            answers.put(device, new Encryption(Encryption.State.UNKNOWN, Optional.empty()));
        }
        handle.createQuery(
                        """
                        SELECT s.device_id, s.verdict, s.collected_at
                        FROM UNNEST(CAST(:devices AS UUID ARRAY)) asked (id)
                        JOIN inventory_section s ON s.district_id = :district
                            AND s.device_id = asked.id AND s.kind = 'volumes'
                        WHERE s.valid_from <= :at AND (s.valid_to IS NULL OR s.valid_to > :at)
                        """)
                .bind("district", district)
                .bindArray("devices", UUID.class, ids(devices))
                .bind("at", at)
                .map((row, c) ->
                        Map.entry(
                                new DeviceId(Columns.uuid(row, "device_id")),
                                Encryption.of(
                                        Columns.optionalText(row, "verdict"),
                                        Columns.optionalInstant(row, "collected_at"),
                                        at,
                                        staleAfter)))
                .forEach(entry -> answers.put(entry.getKey(), entry.getValue()));
        return Map.copyOf(answers);
    }

    public Encryption encryption(Handle handle, DistrictId district, DeviceId device, Instant at) {
        var answers = encryption(handle, district, List.of(device), at);
        return answers.getOrDefault(
                device, new Encryption(Encryption.State.UNKNOWN, Optional.empty()));
    }

    private static List<UUID> ids(Collection<DeviceId> devices) {
        return devices.stream().map(DeviceId::value).toList();
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
