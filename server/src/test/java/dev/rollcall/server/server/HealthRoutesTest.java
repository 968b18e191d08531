package dev.rollcall.server.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.server.http.TestHttp;
import dev.rollcall.server.storage.AfterCommit;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

class HealthRoutesTest {

    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final AtomicBoolean diskFull = new AtomicBoolean();
    private final AtomicReference<List<String>> warnings = new AtomicReference<>(List.of());

    private TestHttp serve(Database database) {
        return TestHttp.start(
                (token, address) -> Optional.empty(),
                List.of(new HealthRoutes(database, diskFull::get, PATIENCE, warnings::get)));
    }

    private static String down(TestHttp http) {
        var answer = http.get("/health", "");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().path("status").stringValue()).isEqualTo("down");
        return answer.json().path("part").stringValue();
    }

    private static boolean isUp(TestHttp http) {
        return http.get("/health", "").status() == 200;
    }

    private static boolean hold(CountDownLatch gate) {
        try {
            gate.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @StorageTest
    void isDownWhileTheDiskHasRoomForOutcomesOnly(TestDatabase engine) {
        try (var fresh = engine.fresh();
                var http = serve(fresh.database())) {
            assertThat(isUp(http)).isTrue();

            diskFull.set(true);
            assertThat(down(http)).isEqualTo("disk");
            diskFull.set(false);

            assertThat(isUp(http)).isTrue();
        }
    }

    @StorageTest
    void aWarningDoesNotMakeItUnhealthy(TestDatabase engine) {
        try (var fresh = engine.fresh();
                var http = serve(fresh.database())) {
            warnings.set(List.of("pki-expires"));

            var answer = http.get("/health", "");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("warnings").path(0).stringValue())
                    .isEqualTo("pki-expires");
        }
    }

    @StorageTest
    void isDownWhileACommandHasBeenWaitingTooLong(TestDatabase engine) {
        try (var fresh = engine.fresh();
                var http = serve(fresh.database())) {
            var gate = new CountDownLatch(1);
            var stuck = fresh.database().submit(h -> hold(gate));

            await().untilAsserted(() -> assertThat(down(http)).isEqualTo("writer"));
            gate.countDown();
            stuck.join();

            await().until(() -> isUp(http));
        }
    }

    @StorageTest
    void isDownWhenTheWriterDied(TestDatabase engine) {
        try (var fresh = engine.fresh();
                var http = serve(fresh.database())) {
            fresh.database()
                    .submit(h -> {
                        AfterCommit.run(h, HealthRoutesTest::die);
                        return true;
                    });

            await().untilAsserted(() -> assertThat(down(http)).isEqualTo("writer"));
        }
    }

    private static void die() {
        throw new AssertionError("an error of the writer's own");
    }
}
