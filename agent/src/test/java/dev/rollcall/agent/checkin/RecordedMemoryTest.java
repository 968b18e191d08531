package dev.rollcall.agent.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.RecordedState;
import dev.rollcall.agent.checkin.Memory.Remembered;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.id.EnrollmentId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conversation as 0.1 kept it: two slots, the newer one first in the file. */
class RecordedMemoryTest {

    private static final Instant FLOOR = Instant.parse("2026-11-23T08:00:00.123456Z");

    @TempDir private Path temp;

    private static StoredMemory memory(Path folder) {
        return new StoredMemory(
                StateFolder.open(folder),
                EnrollmentId.parse("01928a6e-0000-7000-8000-00000000000e"));
    }

    @Test
    void itIsRecalled() {
        assertThat(memory(RecordedState.copyTo(temp)).recall())
                .contains(new Remembered(Optional.of("c-2"), FLOOR));
    }

    @Test
    void itIsWrittenInTheSameBytes() {
        var memory = memory(temp);
        memory.keep(new Remembered(Optional.of("c-1"), FLOOR));
        memory.keep(new Remembered(Optional.of("c-2"), FLOOR));

        assertThat(temp.resolve("conversation"))
                .hasBinaryContent(RecordedState.bytes("conversation"));
    }
}
