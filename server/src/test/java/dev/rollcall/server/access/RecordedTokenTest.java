package dev.rollcall.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.TokenId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** A token in a script, and its row: an upgrade of the server must not cost it its rights. */
class RecordedTokenTest {

    private static final String TOKEN = "rct_" + "A".repeat(43);
    private static final Digest STORED =
            new Digest("1c0e37eff2f8a4fd184a1d09c7706375d9b577db4c0522ba99ce4cb324d71eb1");

    private static Set<Permission> permissions(TestDatabase engine, String stored) {
        try (var floor = TestFloor.on(engine)) {
            var home = floor.springfield;
            var anna = floor.person(home, "anna", Unit.root(home), Role.AUDITOR);
            floor.database.change(h ->
                    h.execute(
                            """
                            INSERT INTO access_token (district_id, id, person_id, name, digest,
                                   permissions, created_at, expires_at)
                            VALUES (?, ?, ?, 'nightly', ?, ?, ?, ?)
                            """,
                            home,
                            new TokenId(floor.ids.next()),
                            anna,
                            STORED,
                            stored,
                            floor.now(),
                            floor.now().plus(Duration.ofHours(1))));
            return floor.database
                    .read(h -> floor.tokens.find(h, TOKEN, floor.now()))
                    .orElseThrow()
                    .permissions();
        }
    }

    @StorageTest
    void itIsFoundByItsDigestWithThePermissionsOfItsRow(TestDatabase engine) {
        assertThat(permissions(engine, "device-view,job-run"))
                .isEqualTo(EnumSet.of(Permission.DEVICE_VIEW, Permission.JOB_RUN));
    }

    @StorageTest
    void aStarIsAllThatThereIs(TestDatabase engine) {
        assertThat(permissions(engine, "*")).isEqualTo(EnumSet.allOf(Permission.class));
    }
}
