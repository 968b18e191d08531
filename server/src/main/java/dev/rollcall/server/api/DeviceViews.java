package dev.rollcall.server.api;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.server.api.DeviceRoutes.NamedUnit;
import dev.rollcall.server.device.Device;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.device.Merge;
import dev.rollcall.server.device.MergedRecords;
import dev.rollcall.server.device.Presence;
import dev.rollcall.server.device.Presences;
import dev.rollcall.server.device.Retirements;
import dev.rollcall.server.device.query.Freshness;
import dev.rollcall.server.enrollment.EndReason;
import dev.rollcall.server.enrollment.Enrollment;
import dev.rollcall.server.inventory.Bodies;
import dev.rollcall.server.inventory.CollectedAt;
import dev.rollcall.server.inventory.Inventories;
import dev.rollcall.server.inventory.SectionAt;
import dev.rollcall.server.inventory.VolatileSeries;
import dev.rollcall.server.org.Units;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts together what the rooms know of one device. */
public final class DeviceViews {

    private final Devices devices;
    private final Units units;
    private final Presences presences;
    private final Lives enrollments;
    private final Retirements retirements;
    private final MergedRecords merged;
    private final Inventories inventories;
    private final VolatileSeries series;
    private final Bodies bodies;
    private final Vulnerabilities vulnerabilities;

    /** What this room needs of the vulnerabilities: what a device's packages have now. */
    @FunctionalInterface
    public interface Vulnerabilities {
        Optional<VulnerableDevice> of(
                Handle handle, DistrictId district, DeviceId device, Instant now);
    }

    /** What this room needs of enrollment: a device's enrollments, newest first. */
    @FunctionalInterface
    public interface Lives {
        List<Enrollment> of(Handle handle, DistrictId district, DeviceId device);
    }

    public DeviceViews(
            Devices devices,
            Units units,
            Presences presences,
            Lives enrollments,
            Retirements retirements,
            MergedRecords merged,
            Inventories inventories,
            VolatileSeries series,
            Bodies bodies,
            Vulnerabilities vulnerabilities) {
        this.devices = devices;
        this.units = units;
        this.presences = presences;
        this.enrollments = enrollments;
        this.retirements = retirements;
        this.merged = merged;
        this.inventories = inventories;
        this.series = series;
        this.bodies = bodies;
        this.vulnerabilities = vulnerabilities;
    }

    DeviceView of(Handle handle, Device device, Instant at, Instant now) {
        var presence = presences.find(handle, device.district(), device.id());
        var lastCheckIn = presences.lastCheckIn(handle, device.district(), device.id(), at);
        var then =
                merged.of(handle, device.district(), device.id()).stream()
                        .filter(link -> link.heldAt(at))
                        .toList();
        var lives = lives(handle, device, then);
        var into = then.stream().filter(link -> link.from().equals(device.id())).findFirst();
        var retirement = retirements.at(handle, device.district(), device.id(), at);
        var sections = inventories.sections(handle, device.district(), device.id(), at);
        return new DeviceView(
                device.id(),
                at,
                unit(handle, device, at),
                device.label(),
                device.description().hostname(),
                device.description().serial(),
                device.description().manufacturer(),
                device.description().model(),
                device.createdAt(),
                into.isPresent()
                        ? "merged"
                        : status(its(lives, device, then), retirement.isPresent(), at),
                retirement.map(DeviceView.Retired::of),
                device.cameFrom(),
                into.map(link ->
                        new DeviceView.Merged(
                                link.into(),
                                name(handle, device, link.into()),
                                link.since(),
                                link.by(),
                                link.reason())),
                then.stream()
                        .filter(link -> link.into().equals(device.id()))
                        .map(link ->
                                new DeviceView.Part(
                                        link.from(),
                                        name(handle, device, link.from()),
                                        link.since(),
                                        link.by(),
                                        link.reason()))
                        .toList(),
                presence.map(p -> p.state(now).word()),
                presence.map(Presence::lastCheckIn),
                presence.flatMap(Presence::about).map(Presence.About::version),
                protection(lives),
                presence.flatMap(Presence::stateLostAt),
                presence.flatMap(Presence::cloneCase).map(number -> "C-" + number),
                inventories
                        .encryption(handle, device.district(), device.id(), at, lastCheckIn)
                        .state()
                        .word(),
                at.isBefore(now)
                        ? Optional.empty()
                        : vulnerabilities.of(handle, device.district(), device.id(), now),
                lives.stream().map(DeviceViews::life).toList(),
                sections.stream()
                        .map(section -> section(handle, device, section, at, lastCheckIn))
                        .toList(),
                series.at(handle, device.district(), device.id(), at)
                        .filter(said -> sections.stream().noneMatch(DeviceViews::isVolatileOff))
                        .map(said -> new DeviceView.Volatile(said.receivedAt(), said.facts())));
    }

    /** What it said on the days before says nothing of now. */
    private static boolean isVolatileOff(SectionAt section) {
        return section.kind().equals(VolatileFacts.KIND) && section.state() == SectionState.OFF;
    }

    private String name(Handle handle, Device of, DeviceId id) {
        return devices.find(handle, of.district(), id)
                .map(Device::displayName)
                .orElse(id.toString());
    }

    /** Also those of a record that was part of it at the instant, and is not any more. */
    private List<Enrollment> lives(Handle handle, Device device, List<Merge> then) {
        var parts =
                then.stream()
                        .filter(link -> link.into().equals(device.id()))
                        .flatMap(link ->
                                enrollments.of(handle, link.district(), link.from()).stream());
        return Stream.concat(enrollments.of(handle, device.district(), device.id()).stream(), parts)
                .distinct()
                .sorted(Comparator.comparing(Enrollment::startedAt).reversed())
                .toList();
    }

    /** Those that joined as this record, or as one that was part of it at the instant. */
    private static List<Enrollment> its(List<Enrollment> lives, Device device, List<Merge> then) {
        return lives.stream()
                .filter(life ->
                        life.joinedAs().equals(device.id())
                                || then.stream()
                                        .anyMatch(link -> link.from().equals(life.joinedAs())))
                .toList();
    }

    List<InstalledPackage> packages(Handle handle, Device device, Instant at) {
        return inventories.packages(handle, device.district(), device.id(), at);
    }

    private Optional<NamedUnit> unit(Handle handle, Device device, Instant at) {
        return devices.placements(handle, device.district(), device.id()).stream()
                .filter(p -> !p.from().isAfter(at))
                .reduce((first, second) -> second)
                .filter(p -> p.until().map(at::isBefore).orElse(true))
                .flatMap(p -> units.treeAt(handle, device.district(), at).unit(p.unit()))
                .map(NamedUnit::of);
    }

    private DeviceView.Section section(
            Handle handle,
            Device device,
            SectionAt section,
            Instant at,
            Optional<Instant> lastCheckIn) {
        var collectedAt = CollectedAt.knownBy(lastCheckIn, section.collectedAt());
        return new DeviceView.Section(
                section.kind().name(),
                section.state().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                section.from(),
                collectedAt,
                !Freshness.counts(collectedAt, at),
                section.detail(),
                section.digest()
                        .flatMap(d -> bodies.read(handle, device.district(), section.kind(), d))
                        .map(body -> readable(section, body)));
    }

    /** Digests of buckets say nothing to a reader. */
    private static JsonNode readable(SectionAt section, byte[] body) {
        var tree = Json.wire().readTree(body);
        if (section.kind().equals(PackagesSection.KIND) && tree instanceof ObjectNode object) {
            object.remove("buckets");
        }
        return tree;
    }

    private static String protection(List<Enrollment> lives) {
        return lives.stream()
                .findFirst()
                .map(Enrollment::keyProtection)
                .map(KeyProtection::word)
                .orElse("none");
    }

    /**
     * How it stood at an instant: enrolled, retired, how its latest enrollment had ended, or none.
     *
     * @param lives newest first
     * @param retired at the instant
     */
    static String status(List<Enrollment> lives, boolean retired, Instant at) {
        var latest = lives.stream().filter(life -> !life.startedAt().isAfter(at)).findFirst();
        if (latest.isEmpty()) {
            return "none";
        }
        return latest.get()
                .end()
                .filter(end -> !end.at().isAfter(at))
                .map(end -> left(end.reason(), retired))
                .orElse("enrolled");
    }

    private static String left(EndReason end, boolean retired) {
        if (retired) {
            return EndReason.RETIRED.word();
        }
        return end == EndReason.RETIRED ? "expected" : end.word();
    }

    private static DeviceView.Life life(Enrollment enrollment) {
        return new DeviceView.Life(
                enrollment.id(),
                enrollment.startedAt(),
                enrollment.end().map(Enrollment.End::at),
                enrollment.end().map(end -> end.reason().word() + ": " + end.text()));
    }
}
