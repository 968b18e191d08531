package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.protocol.CheckIn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A device whose disk was copied takes a key of its own while it, or the server, dies at every step
 * of it. It is given one record, which shows that it asked again with the key that it kept.
 */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class SeparationKillPointsTest {

    private static final List<String> ALL_THE_WAY =
            List.of(
                    "state.next-key.pem.before-rename",
                    "agent.return.key-kept",
                    "agent.return.answered",
                    "state.identity.json.before-rename",
                    "agent.separation.kept");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void anAgentThatDiesTakingAKeyOfItsOwnTakesOne() throws Exception {
        try (var district = MortalDistrict.begin(folder, 1)) {
            var shared = identity(district);
            var copied = district.api().devices().getFirst();
            try (var copies = new Copies(district, shared)) {
                copies.begin();
                for (var point : ALL_THE_WAY) {
                    district.startAgent(0, Optional.of(point));
                    assertThat(district.agent(0).ended(MortalDistrict.PATIENCE))
                            .as(point)
                            .isEqualTo(KillPoint.STATUS);
                }

                isSeparated(district, shared.enrollment(), copied);
            }
        }
    }

    @Test
    void anAgentWhoseServerDiesSeparatingItIsSeparatedOnce() throws Exception {
        try (var district = MortalDistrict.begin(folder, 1)) {
            var shared = identity(district);
            var copied = district.api().devices().getFirst();
            district.server().kill();
            district.startServer(Optional.of("server.separation.before-commit"));
            district.awaitServer();
            try (var copies = new Copies(district, shared)) {
                copies.begin();
                district.startAgent(0, Optional.empty());
                assertThat(district.server().ended(MortalDistrict.PATIENCE))
                        .isEqualTo(KillPoint.STATUS);
                district.agent(0).kill();
                assertThat(identity(district).enrollment()).isEqualTo(shared.enrollment());
                district.startServer(Optional.empty());
                district.awaitServer();

                isSeparated(district, shared.enrollment(), copied);
            }
        }
    }

    private static void isSeparated(MortalDistrict district, EnrollmentId from, String copied)
            throws Exception {
        district.startAgent(0, Optional.empty());
        await().atMost(MortalDistrict.PATIENCE)
                .until(() -> !identity(district).enrollment().equals(from));
        assertThat(district.api().audited("separated")).isOne();
        assertThat(district.api().devices()).hasSize(2);
        var own = new ArrayList<>(district.api().devices());
        own.remove(copied);
        await().atMost(MortalDistrict.PATIENCE)
                .ignoreExceptions()
                .until(() -> district.api().lastCheckIn(own.getFirst()) != null);
    }

    private static Identity identity(MortalDistrict district) {
        return IdentityStore.open(StateFolder.open(district.state(0))).current().orElseThrow();
    }

    /** Two more machines with the identity, which check in by turns until the end. */
    private record Copies(
            MortalDistrict district, Identity shared, CountDownLatch over, Thread turns)
            implements AutoCloseable {

        Copies(MortalDistrict district, Identity shared) {
            this(district, shared, new CountDownLatch(1));
        }

        private Copies(MortalDistrict district, Identity shared, CountDownLatch over) {
            this(
                    district,
                    shared,
                    over,
                    Thread.ofVirtual().unstarted(() -> takeTurns(district, shared, over)));
        }

        void begin() throws IOException {
            for (int i = 0; i < 4; i++) {
                checkIn(district, shared, i);
            }
            turns.start();
        }

        private static void takeTurns(
                MortalDistrict district, Identity shared, CountDownLatch over) {
            for (int i = 0; !isOver(over); i++) {
                try {
                    checkIn(district, shared, i);
                } catch (IOException e) {
                    // the server is dying, or another copy took the session: the next turn comes
                }
            }
        }

        private static boolean isOver(CountDownLatch over) {
            try {
                return over.await(200, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                return true;
            }
        }

        private static void checkIn(MortalDistrict district, Identity shared, int turn)
                throws IOException {
            try (var device = district.connect(shared)) {
                var _ = device.ask(CheckIn.bare("copy-" + turn % 2));
            }
        }

        @Override
        public void close() throws InterruptedException {
            over.countDown();
            turns.join();
        }
    }
}
