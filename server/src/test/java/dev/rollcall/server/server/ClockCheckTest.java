package dev.rollcall.server.server;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestDistrict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

class ClockCheckTest {

    @StorageTest
    void aServerFarBehindWhatWasRecordedDoesNotStart(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var recorded = recorded(fresh.database());

            assertThatThrownBy(() -> check(fresh.database(), recorded.minus(Duration.ofHours(25))))
                    .isInstanceOf(ClockBehindException.class)
                    .hasMessageContaining(recorded.toString());
            assertThatCode(() -> check(fresh.database(), recorded.minus(Duration.ofHours(23))))
                    .doesNotThrowAnyException();
            assertThatCode(() -> check(fresh.database(), recorded.plus(Duration.ofDays(5000))))
                    .doesNotThrowAnyException();
        }
    }

    @StorageTest
    void anOperatorMaySayThatTheClockIsRight(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            recorded(fresh.database());

            assertThatCode(() -> ClockCheck.OVERRIDDEN.check(fresh.database(), Instant.EPOCH))
                    .doesNotThrowAnyException();
        }
    }

    @StorageTest
    void aFreshDatabaseAgreesWithEveryClock(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            assertThatCode(() -> check(fresh.database(), Instant.EPOCH)).doesNotThrowAnyException();
        }
    }

    private static void check(Database database, Instant now) {
        ClockCheck.BY_RECORDS.check(database, now);
    }

    /** Two districts, of which one was quiet for long. @return when the newest event was */
    private static Instant recorded(Database database) {
        var quiet = new TestDistrict(database, "quiet");
        var busy = new TestDistrict(database, "busy");
        busy.forward(Duration.ofDays(40));
        for (var district : List.of(quiet, busy)) {
            database.change(h ->
                    new AuditLog(new Random(1))
                            .record(
                                    h,
                                    AuditEvent.of(
                                            district.id(),
                                            Actor.system(),
                                            district.instant(),
                                            "wrote",
                                            "note",
                                            "n",
                                            Map.of())));
        }
        return busy.instant();
    }
}
