package dev.rollcall.server.custody;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.IdSource;
import dev.rollcall.server.device.Description;
import dev.rollcall.server.device.Retirements;
import dev.rollcall.server.enrollment.Suggestions;
import dev.rollcall.server.enrollment.TestEnrollment;
import dev.rollcall.server.pki.TestPki;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class ReimagedSchoolTest {

    private static final int MANY = 500;

    @TempDir private Path folder;

    private static long count(Database database, String what) {
        return database.read(
                h -> h.createQuery("SELECT COUNT(*) FROM " + what).mapTo(Long.class).one());
    }

    @StorageTest
    void fiveHundredThatAreExpectedComeBackAndNobodyIsAsked(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var ids = new IdSource(InstantSource.fixed(TestPki.NOW), new SecureRandom());
            var permits = new Permits(ids);
            var rooms =
                    new TestEnrollment(
                            database,
                            folder,
                            audit ->
                                    new Custody(
                                            new Assets(ids),
                                            permits,
                                            new Retirements(),
                                            new Suggestions(audit),
                                            audit,
                                            (handle, district, unit, above) -> true,
                                            enrollment -> false));
            var custody = (Custody) rooms.records();
            for (int i = 0; i < MANY; i++) {
                var serial = "PF3K%04d".formatted(i);
                var device = rooms.enroll(rooms.token(1), serial).device();
                database.change(h -> {
                    custody.saw(
                            h,
                            device.district(),
                            device.device(),
                            new Description(
                                    Optional.empty(),
                                    Optional.of(serial),
                                    Optional.empty(),
                                    Optional.empty()),
                            Optional.empty(),
                            TestPki.NOW);
                    permits.give(
                            h,
                            device.district(),
                            device.device(),
                            Permit.Purpose.ENROLL_AGAIN,
                            "kim",
                            TestPki.NOW,
                            TestPki.NOW.plus(Duration.ofDays(7)));
                });
            }
            var summer = rooms.tokenForHere(MANY);

            for (int i = 0; i < MANY; i++) {
                rooms.enroll(summer, "PF3K%04d".formatted(i));
            }

            assertThat(count(database, "device")).isEqualTo(MANY);
            assertThat(count(database, "enrollment WHERE ended_at IS NULL")).isEqualTo(MANY);
            assertThat(count(database, "enrollment WHERE end_reason = 'superseded'"))
                    .isEqualTo(MANY);
            assertThat(count(database, "enrollment_review")).isZero();
            assertThat(count(database, "custody_permit WHERE used_at IS NULL")).isZero();
            assertThat(count(database, "custody_asset")).isEqualTo(MANY);
        }
    }
}
