package dev.rollcall.server.inventory;

import static dev.rollcall.server.inventory.IntakeRoom.packages;
import static dev.rollcall.server.inventory.IntakeRoom.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.inventory.software.Software;
import dev.rollcall.server.inventory.software.SoftwareCatalog;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

class SoftwareCatalogTest {

    private static List<Software> of(IntakeRoom room, Instant before, String name) {
        var question =
                new SoftwareCatalog.Question(
                        room.district.id(),
                        List.of(Unit.root(room.district.id())),
                        room.district.instant(),
                        before);
        var catalog = new SoftwareCatalog(new BucketContents(room.bodies));
        return room.database.read(h -> catalog.of(h, question, name::equals));
    }

    /** It joined by a token; who did not, or left, has nothing. */
    private static EnrolledDevice enrolled(IntakeRoom room) {
        var device = room.district.device();
        var token = device.enrollment().value();
        var now = room.district.instant();
        room.database.change(h -> {
            h.execute(
                    """
                    INSERT INTO enrollment_token (district_id, id, unit_id, hash, uses, used,
                        created_at, expires_at) VALUES (?, ?, ?, ?, 1, 1, ?, ?)
                    """,
                    device.district(),
                    token,
                    device.unit(),
                    Digest.of("token " + token),
                    now,
                    now);
            h.execute(
                    """
                    INSERT INTO enrollment (district_id, id, device_id, record_id, token_id,
                        key_fingerprint, key_protection, address_kind, started_at)
                    VALUES (?, ?, ?, ?, ?, ?, 'file', 'private', ?)
                    """,
                    device.district(),
                    device.enrollment(),
                    device.device(),
                    device.device(),
                    token,
                    Digest.of("key"),
                    now);
        });
        return device;
    }

    @StorageTest
    void aTitleSaysOnHowManyDevicesItIsAndWasAndSinceWhen(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var start = room.district.instant();
            var one = enrolled(room);
            var two = enrolled(room);
            room.deliver(room.district.device(), snapshot(List.of(), packages(50, "1.0")));
            room.deliver(one, snapshot(List.of(), packages(50, "1.0")));
            room.deliver(two, snapshot(List.of(), packages(50, "1.0")));
            var before = room.district.instant();
            room.district.forward(Duration.ofDays(10));
            room.deliver(one, snapshot(List.of(), packages(60, "1.1")));
            var three = enrolled(room);
            room.deliver(three, snapshot(List.of(), packages(50, "1.0")));

            assertThat(of(room, before, "package-0"))
                    .singleElement()
                    .satisfies(title -> {
                        assertThat(title.devices()).isEqualTo(3);
                        assertThat(title.before()).isEqualTo(2);
                        assertThat(title.firstSeen()).contains(start);
                        assertThat(title.versions())
                                .extracting(
                                        Software.Version::version,
                                        Software.Version::devices,
                                        Software.Version::before)
                                .containsExactly(
                                        org.assertj.core.groups.Tuple.tuple("1.0", 2L, 2L),
                                        org.assertj.core.groups.Tuple.tuple("1.1", 1L, 0L));
                    });
            assertThat(of(room, before, "package-55"))
                    .singleElement()
                    .satisfies(title -> {
                        assertThat(title.devices()).isEqualTo(1);
                        assertThat(title.before()).isZero();
                        assertThat(title.firstSeen()).contains(room.district.instant());
                    });
            assertThat(of(room, before, "nothing")).isEmpty();
        }
    }
}
