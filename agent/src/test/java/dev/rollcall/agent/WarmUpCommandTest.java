package dev.rollcall.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.Agent.World;
import dev.rollcall.agent.warmup.Part;
import dev.rollcall.agent.warmup.Rehearsal;
import dev.rollcall.common.id.IdSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The rehearsal that a package's start-up cache is recorded from. */
final class WarmUpCommandTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Instant now = Instant.parse("2026-11-23T08:00:00Z");

    @Test
    void anAgentGoesThroughAllThatItDoesAndLeavesNothingBehind() throws Exception {
        Path folder;
        try (var rehearsal = Rehearsal.begin(ids(InstantSource.fixed(now)), now)) {
            folder = rehearsal.state().getParent();
            try (var _ = Agent.start(config(rehearsal), world(InstantSource.fixed(now)))) {
                assertThat(rehearsal.missed(LIMIT)).isEmpty();
            }
            assertThat(rehearsal.root().resolve("etc/rehearsed")).hasContent("yes\n");
            assertThat(Files.getPosixFilePermissions(folder))
                    .extracting(Object::toString)
                    .allMatch(permission -> permission.startsWith("OWNER"));
        }
        assertThat(folder).doesNotExist();
    }

    @Test
    void aDeviceWhoseClockWasNeverSetRehearsesToo() throws Exception {
        var clock = InstantSource.fixed(Instant.EPOCH.plusSeconds(60));

        assertThat(Main.command(world(clock)).execute("warm-up")).isZero();
    }

    @Test
    void whatWasNotDoneIsNamedWhenTheTimeIsOver() throws Exception {
        try (var rehearsal = Rehearsal.begin(ids(InstantSource.fixed(now)), now)) {
            assertThat(rehearsal.missed(Duration.ofMillis(20))).containsExactly(Part.values());
        }
    }

    private static AgentConfig config(Rehearsal rehearsal) {
        return new AgentConfig(
                rehearsal.state(), rehearsal.root(), Duration.ofMinutes(5), Optional.empty());
    }

    private static World world(InstantSource clock) {
        return new World(clock, System::nanoTime, new Random(7));
    }

    private static IdSource ids(InstantSource clock) {
        return new IdSource(clock, new Random(7));
    }
}
