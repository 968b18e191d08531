package dev.rollcall.agent.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.checkin.Memory.Remembered;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.id.EnrollmentId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredMemoryTest {

    private static final Instant FLOOR = Instant.parse("2026-11-23T08:00:00Z");

    private final EnrollmentId enrollment = new EnrollmentId(UUID.randomUUID());

    @TempDir private Path temp;

    @Test
    void theNextLifeRemembers() {
        memory(enrollment).keep(new Remembered(Optional.of("c-1"), FLOOR));

        assertThat(memory(enrollment).recall()).contains(new Remembered(Optional.of("c-1"), FLOOR));
    }

    @Test
    void anotherEnrollmentRemembersOnlyTheTime() {
        memory(enrollment).keep(new Remembered(Optional.of("c-1"), FLOOR));

        assertThat(memory(new EnrollmentId(UUID.randomUUID())).recall())
                .contains(new Remembered(Optional.empty(), FLOOR));
    }

    @Test
    void aDamagedFileIsAsGoodAsNone() {
        StateFolder.open(temp).writeText("conversation", "no record");

        assertThat(memory(enrollment).recall()).isEmpty();

        StateFolder.open(temp).alternating("conversation").write(new byte[] {'{'});

        assertThat(memory(enrollment).recall()).isEmpty();
    }

    private StoredMemory memory(EnrollmentId of) {
        return new StoredMemory(StateFolder.open(temp), of);
    }
}
