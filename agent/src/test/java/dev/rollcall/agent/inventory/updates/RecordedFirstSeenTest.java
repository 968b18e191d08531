package dev.rollcall.agent.inventory.updates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.RecordedState;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Since when updates have been pending: an upgrade of the agent must not set the dates back. */
class RecordedFirstSeenTest {

    private static final Instant BASH = Instant.parse("2026-11-20T10:00:00Z");
    private static final Instant ZLIB = Instant.parse("2026-11-21T10:00:00Z");

    @TempDir private Path temp;

    private static PendingUpdate pending(String name, Instant since) {
        return new PendingUpdate(
                name,
                Optional.of("amd64"),
                Optional.of("1"),
                "2",
                Optional.of(true),
                Optional.empty(),
                Optional.of(since),
                false);
    }

    @Test
    void theDatesAreKnown() {
        var file = RecordedState.copyTo(temp).resolve("pending-updates.json");
        var later = Instant.parse("2026-12-01T10:00:00Z");

        assertThat(new FirstSeen(Optional.of(file)).date(List.of(pending("bash", later))))
                .containsExactly(pending("bash", BASH));
    }

    @Test
    void theyAreWrittenInTheSameBytes() {
        var file = temp.resolve("pending-updates.json");

        new FirstSeen(Optional.of(file))
                .date(List.of(pending("zlib1g", ZLIB), pending("bash", BASH)));

        assertThat(file).hasBinaryContent(RecordedState.bytes("pending-updates.json"));
    }
}
