package dev.rollcall.server.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.InventorySnapshot.InventoryText;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.query.DeviceSelection;
import dev.rollcall.server.device.query.FleetIndex;
import dev.rollcall.server.device.query.Query;
import dev.rollcall.server.device.query.QueryContexts;
import dev.rollcall.server.device.query.SelectionCounts;
import dev.rollcall.server.export.ExportKind;
import dev.rollcall.server.export.ExportRequest;
import dev.rollcall.server.export.Exports;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.storage.TouchedDevices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** What a device could not tell of all that it has is no answer for the rest of it. */
class PartlyKnownTest {

    private static final String CERTAIN =
            """
            {"swaps":[],"volumes":[\
            {"device":"sda1","encrypted":true,"fileSystem":"ext4","mountPoint":"/"}]}\
            """;

    private static final String PROTECTED =
            """
            {"protection":"yes","swaps":[],"volumes":[\
            {"device":"sda1","encrypted":true,"fileSystem":"ext4","mountPoint":"/"}]}\
            """;

    private static final String HALF =
            """
            {"swaps":[],"volumes":[\
            {"device":"sda1","encrypted":true,"fileSystem":"ext4","mountPoint":"/"},\
            {"device":"zd0","fileSystem":"ext4","mountPoint":"/data"}]}\
            """;

    /** Devices in a database and in memory. */
    private record Room(IntakeRoom intake, FleetIndex index) implements AutoCloseable {

        static Room of(TestDatabase.Fresh fresh) {
            var intake = new IntakeRoom(fresh.database());
            return new Room(
                    intake, FleetIndex.start(fresh.database(), new StoredContents(intake.bodies)));
        }

        EnrolledDevice enrolled() {
            var device = SoftwareCatalogTest.enrolled(intake);
            intake.database.change(
                    h -> TouchedDevices.noteAll(h, device.district(), device.device()));
            return device;
        }

        void tells(SectionKind kind, String body) {
            var digest = Digest.of(body);
            intake.deliver(
                    enrolled(),
                    new InventorySnapshot(
                            List.of(SectionReport.ok(kind, digest, Duration.ofMinutes(1))),
                            Map.of(digest, new InventoryText(kind, body))));
        }

        SelectionCounts count(String query) {
            var selection =
                    new DeviceSelection(
                            new QueryContexts(
                                    new Units(
                                            new IdSource(intake.district::instant, new Random(5))),
                                    (h, d) -> List.of()),
                            index);
            return intake.database.read(h ->
                    selection.count(
                            h,
                            new DeviceSelection.Question(
                                    intake.district.id(),
                                    List.of(Unit.root(intake.district.id())),
                                    Query.parse("(" + query + ") and status:enrolled"),
                                    intake.district.instant())));
        }

        @Override
        public void close() {
            index.close();
        }
    }

    @StorageTest
    void aMemberOfAListThatLacksAFactLeavesTheDeviceUnknown(TestDatabase engine) {
        try (var fresh = engine.fresh();
                var room = Room.of(fresh)) {
            room.tells(new SectionKind("volumes"), CERTAIN);
            room.tells(new SectionKind("volumes"), HALF);

            var open = room.count("volume.encrypted:no");

            assertThat(open.matched()).isZero();
            assertThat(open.unknown()).isEqualTo(1);
            assertThat(room.count("not volume.encrypted:no").matched()).isEqualTo(1);
            assertThat(room.count("volume.encrypted:unknown").matched()).isEqualTo(1);
            assertThat(room.count("volume.encrypted:yes").matched()).isEqualTo(2);
            // what is not encrypted has no method, and that is known
            assertThat(room.count("volume.method:luks2").unknown()).isZero();
        }
    }

    @StorageTest
    void aPackageThatCouldNotBeReadMayBeAnyOther(TestDatabase engine) {
        try (var fresh = engine.fresh();
                var room = Room.of(fresh)) {
            var whole = IntakeRoom.snapshot(List.of(), IntakeRoom.packages(3, "1.0"));
            room.intake().deliver(room.enrolled(), whole);
            room.intake().deliver(room.enrolled(), unreadable(whole));

            var telnet = room.count("package:telnetd");

            assertThat(telnet.matched()).isZero();
            assertThat(telnet.unknown()).isEqualTo(1);
            assertThat(room.count("not package:telnetd").matched()).isEqualTo(1);
            assertThat(room.count("package:package-1").matched()).isEqualTo(2);
        }
    }

    /** The same list, with two packages that could not be read. */
    private static InventorySnapshot unreadable(InventorySnapshot whole) {
        var bodies = new HashMap<>(whole.bodies());
        var list = bodies.remove(whole.reports().getFirst().digest().orElseThrow());
        var said =
                (PackagesSection)
                        Sections.parse(
                                PackagesSection.KIND, list.text().getBytes(StandardCharsets.UTF_8));
        var text = CanonicalJson.text(new PackagesSection(3, Optional.of(2), said.buckets()));
        bodies.put(Digest.of(text), new InventoryText(PackagesSection.KIND, text));
        return new InventorySnapshot(
                List.of(
                        SectionReport.ok(
                                PackagesSection.KIND, Digest.of(text), Duration.ofMinutes(1))),
                bodies);
    }

    /** The bytes of another section, given out as one of a kind in which they say nothing. */
    @StorageTest
    void whatOneDeviceCallsItsBodyChangesNothingForOthers(TestDatabase engine) {
        try (var fresh = engine.fresh();
                var room = Room.of(fresh)) {
            room.tells(new SectionKind("services"), CERTAIN);
            assertThat(room.count("volume.encrypted:yes").matched()).isZero();

            room.tells(new SectionKind("volumes"), CERTAIN);

            assertThat(room.count("volume.encrypted:yes").matched()).isEqualTo(1);
        }
    }

    /** Nor what an export says of them. */
    @StorageTest
    void anExportTellsTheDevicesApartToo(TestDatabase engine) throws IOException {
        try (var fresh = engine.fresh();
                var room = Room.of(fresh)) {
            for (var kind : List.of("security", "volumes", "security", "volumes")) {
                room.tells(new SectionKind(kind), PROTECTED);
            }
            var district = room.intake().district;
            var units = new Units(new IdSource(district::instant, new Random(6)));
            var exports =
                    new Exports(
                            room.intake().database,
                            units,
                            room.intake().bodies,
                            new DeviceSelection(
                                    new QueryContexts(units, (h, d) -> List.of()), room.index()),
                            (h, d, at) -> Map.of());
            var csv = new ByteArrayOutputStream();
            exports.csv(
                    ExportKind.Part.COMPLIANCE,
                    new ExportRequest(
                            district.id(),
                            "north",
                            Set.of(Unit.root(district.id())),
                            "",
                            Query.parse(""),
                            district.instant(),
                            district.instant(),
                            "test"),
                    csv);

            var lines = csv.toString(StandardCharsets.UTF_8).lines().toList();
            int encrypted =
                    List.of(lines.getFirst().split(",", -1)).indexOf("whole_device_encrypted");

            assertThat(lines.stream().skip(1))
                    .extracting(line -> line.split(",", -1)[encrypted])
                    .containsExactlyInAnyOrder("yes", "yes", "unknown", "unknown");
        }
    }
}
