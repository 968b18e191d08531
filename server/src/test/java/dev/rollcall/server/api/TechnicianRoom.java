package dev.rollcall.server.api;

import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.HardwareSection.Processor;
import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.policy.SettingResult;
import dev.rollcall.common.policy.SettingState;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.InventoryBody;
import dev.rollcall.common.protocol.PolicyReport;
import dev.rollcall.common.protocol.Sections;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.backup.Backups;
import dev.rollcall.server.custody.PermitRoutes;
import dev.rollcall.server.custody.Permits;
import dev.rollcall.server.device.Continuation;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.MergedRecords;
import dev.rollcall.server.device.Presences;
import dev.rollcall.server.device.Retirements;
import dev.rollcall.server.device.SessionFacts;
import dev.rollcall.server.device.query.DeviceSelection;
import dev.rollcall.server.device.query.FleetsReadAnew;
import dev.rollcall.server.device.query.InForce;
import dev.rollcall.server.device.query.QueryContexts;
import dev.rollcall.server.enrollment.Enrollment;
import dev.rollcall.server.export.Exports;
import dev.rollcall.server.export.PoliciesInForce.Settings;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.http.TestHttp;
import dev.rollcall.server.inventory.Bodies;
import dev.rollcall.server.inventory.Deliveries;
import dev.rollcall.server.inventory.Inventories;
import dev.rollcall.server.inventory.InventoryIntake;
import dev.rollcall.server.inventory.StoredContents;
import dev.rollcall.server.inventory.VolatileSeries;
import dev.rollcall.server.inventory.history.History;
import dev.rollcall.server.inventory.software.SoftwareCatalog;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.policy.EffectivePolicy;
import dev.rollcall.server.policy.Policies;
import dev.rollcall.server.policy.PolicyList;
import dev.rollcall.server.policy.file.PolicyFileReader;
import dev.rollcall.server.testing.TestFleet;
import dev.rollcall.server.testing.TestOffice;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** The technicians' rooms over a fleet, reached over real HTTPS. */
public final class TechnicianRoom implements AutoCloseable {

    final TestFleet fleet;
    public final TestOffice office;
    final Exports exports;
    public final TestHttp http;
    private final Presences presences = new Presences(1);
    private final Policies policies;
    private final Deliveries deliveries;
    private long sessions;

    /**
     * @param data for backups
     */
    public TechnicianRoom(TestFleet fleet, Path data) {
        this.fleet = fleet;
        this.office = new TestOffice(fleet);
        var database = fleet.database();
        var units = new Units(fleet.ids());
        var bodies = new Bodies();
        var devices = new Devices(fleet.ids());
        this.policies = new Policies(fleet.ids(), units, TestFleet::sign, fleet);
        var policyList = new PolicyList(units);
        var contents = new StoredContents(bodies);
        var fleets = new FleetsReadAnew(contents);
        var selection =
                new DeviceSelection(
                        new QueryContexts(
                                units,
                                (h, district) ->
                                        policyList.inForce(h, district).stream()
                                                .map(p ->
                                                        new InForce(
                                                                p.hash(), p.settings(), p.units()))
                                                .toList()),
                        fleets);
        var series = new VolatileSeries();
        this.deliveries =
                new Deliveries(
                        database,
                        new InventoryIntake(
                                bodies,
                                (h, d, id, description, tag) ->
                                        devices.describe(h, d, id, description)),
                        series,
                        Runnable::run);
        this.exports =
                new Exports(
                        database,
                        units,
                        bodies,
                        selection,
                        (h, district, at) -> inForce(policyList.at(h, district, at)));
        var audit = new AuditLog(new Random(1));
        var views =
                new DeviceViews(
                        devices,
                        units,
                        presences,
                        (h, district, device) -> List.<Enrollment>of(),
                        new Retirements(),
                        new MergedRecords(),
                        new Inventories(bodies),
                        series,
                        bodies,
                        (h, district, device, now) -> Optional.empty());
        var rooms =
                List.<Routes>of(
                        new DeviceRoutes(
                                database, selection, views, devices, units, audit, (d, id) -> {}),
                        new SoftwareRoutes(
                                database, new SoftwareCatalog(database, fleets, contents), units),
                        new HistoryRoutes(database, new History(bodies), devices, units),
                        new PermitRoutes(
                                database, new Permits(fleet.ids()), devices, selection, audit),
                        new ExportRoutes(database, exports, units, audit),
                        new StatusRoutes(
                                database,
                                units,
                                audit,
                                new Backups(
                                        database,
                                        data,
                                        "rollcall.mv.db",
                                        "0.1.0",
                                        fleet,
                                        _ -> List.of()),
                                new StatusRoutes.Running(
                                        "0.1.0",
                                        fleet.instant(),
                                        () -> 0,
                                        () -> 90_000_000L,
                                        () -> "only-outcomes")));
        this.http = TestHttp.start(office, rooms);
    }

    private static Map<UnitId, Settings> inForce(Map<UnitId, EffectivePolicy> policies) {
        return policies.entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                unit ->
                                        new Settings(
                                                unit.getValue().hash(),
                                                Set.copyOf(unit.getValue().keys()))));
    }

    public TestFleet fleet() {
        return fleet;
    }

    /** A device that reported what it is. */
    public EnrolledDevice device(UnitId unit, String hostname, DeviceProtection protection) {
        return device(unit, hostname, Optional.of(protection));
    }

    public EnrolledDevice device(
            UnitId unit, String hostname, Optional<DeviceProtection> protection) {
        var device = fleet.device(unit);
        fleet.database()
                .change(h ->
                        h.execute(
                                "INSERT INTO device_placement (district_id, device_id, unit_id, valid_from)"
                                        + " VALUES (?, ?, ?, ?)",
                                device.district(),
                                device.device(),
                                unit,
                                fleet.instant()));
        deliver(
                device,
                hardware("SN-" + hostname),
                system(hostname),
                new VolumesSection(List.of(), Optional.of(List.of()), protection));
        return device;
    }

    /** The device says that these are its sections, of which the server has or needs no body. */
    public void deliverNone(EnrolledDevice device, SectionReport... sections) {
        var said = new Sections(List.of(sections));
        deliveries.sections(device, checkIn(device), said, fleet.instant()).join();
    }

    /** The device says what is in these sections. */
    public void deliver(EnrolledDevice device, InventorySection... sections) {
        var texts = new HashMap<Digest, InventorySection>();
        var reports = new ArrayList<SectionReport>();
        for (var section : sections) {
            var digest = Digest.of(CanonicalJson.text(section));
            texts.put(digest, section);
            reports.add(SectionReport.ok(section.kind(), digest, Duration.ZERO));
        }
        var session = checkIn(device);
        var wanted =
                deliveries.sections(device, session, new Sections(reports), fleet.instant()).join();
        for (var digest : wanted.wanted()) {
            var section = texts.get(digest);
            var body = new InventoryBody(section.kind(), digest, 0, 1, CanonicalJson.text(section));
            deliveries.body(device, session, body, fleet.instant()).join();
        }
    }

    /** A check-in without anything in it. */
    SessionFacts checkIn(EnrolledDevice device) {
        var session =
                new SessionFacts(++sessions, fleet.instant(), InetAddress.getLoopbackAddress());
        var message = CheckIn.bare("boot");
        var arrival =
                new Presences.Arrival(
                        device,
                        session,
                        message,
                        new Continuation("next", Optional.empty()),
                        false,
                        fleet.instant());
        fleet.database()
                .change(h ->
                        presences.record(
                                h,
                                arrival,
                                presences.standing(h, device.district(), device.device())));
        return session;
    }

    /** Puts a policy in force in the district: one file with this content. */
    void policy(String motd) {
        var source =
                """
                policy: base
                assign: [lincoln]
                settings:
                  file:
                    - {path: /etc/motd, content: %s}
                """
                        .formatted(motd);
        fleet.database()
                .change(h ->
                        policies.apply(
                                h,
                                fleet.district(),
                                PolicyFileReader.parse(source),
                                source,
                                "Ada",
                                fleet.instant()));
    }

    /** A device checks in, takes the policy in force and says how its one setting holds. */
    void follow(EnrolledDevice device, SettingState state) {
        checkIn(device);
        fleet.database()
                .change(h -> {
                    var offer = policies.offerFor(h, device, Optional.empty()).orElseThrow();
                    var result = new SettingResult("file:/etc/motd", state, "", Duration.ZERO);
                    policies.report(
                            h,
                            device,
                            new PolicyReport(offer.hash(), List.of(result)),
                            fleet.instant());
                });
    }

    static HardwareSection hardware(String serial) {
        return new HardwareSection(
                Optional.of("Contoso"),
                Optional.of("Lab 9"),
                Optional.of(serial),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Processor(Optional.of("x86"), Optional.of(1), Optional.of(4), Optional.of(8)),
                Optional.of(8L << 30),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static OperatingSystemSection system(String hostname) {
        return new OperatingSystemSection(
                Optional.of("debian"),
                Optional.of("Debian GNU/Linux"),
                Optional.of("12"),
                Optional.of("bookworm"),
                Optional.of("Debian GNU/Linux 12 (bookworm)"),
                Optional.of("6.1"),
                Optional.empty(),
                Optional.of("x86_64"),
                Optional.of(hostname),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static VolumesSection volumes(DeviceProtection protection) {
        return new VolumesSection(List.of(), Optional.of(List.of()), Optional.of(protection));
    }

    @Override
    public void close() {
        http.close();
    }
}
