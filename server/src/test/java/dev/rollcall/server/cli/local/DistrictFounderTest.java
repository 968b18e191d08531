package dev.rollcall.server.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.access.PasswordHash;
import dev.rollcall.server.access.Role;
import dev.rollcall.server.audit.AuditEntry;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;

class DistrictFounderTest {

    private static final Instant NOW = Instant.parse("2026-11-23T15:00:00Z");

    @StorageTest
    void theFirstAdministratorsGrantSaysToWhomWhereAndWhichRole(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var ids = new IdSource(InstantSource.fixed(NOW), new Random(1));
            var founder = new DistrictFounder(ids, new Random(2));
            var password = PasswordHash.of(Secret.ofText("a long enough one"), new SecureRandom());

            var district =
                    fresh.database()
                            .write(h -> {
                                var id =
                                        founder.district(
                                                h, "lincoln", "Lincoln", ZoneOffset.UTC, NOW);
                                founder.administrator(
                                        h, id, Role.DISTRICT_ADMIN, "ada", password, NOW);
                                return id;
                            });

            List<AuditEntry> events =
                    fresh.database()
                            .read(h ->
                                    new AuditLog(new Random(3))
                                            .list(h, district, Optional.empty(), 10));
            var granted = events.getFirst();
            var person = events.get(1);
            assertThat(granted.verb() + " " + granted.objectKind()).isEqualTo("granted grant");
            var what = granted.after().orElseThrow();
            assertThat(what.path("person").stringValue()).isEqualTo(person.objectId());
            assertThat(what.path("unit").stringValue()).isEqualTo(Unit.root(district).toString());
            assertThat(what.path("role").stringValue()).isEqualTo("district-admin");
            assertThat(what.path("effect").stringValue()).isEqualTo("allow");
            assertThat(what.path("from").stringValue()).isEqualTo(NOW.toString());
        }
    }
}
