package dev.rollcall.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.checkin.Situation;
import dev.rollcall.agent.state.StateFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent of one version leaves word, and a command of another may be the one that asks. */
class RecordedStatusTest {

    private static final Instant SINCE = Instant.parse("2026-11-23T08:00:00Z");
    private static final Situation SITUATION =
            new Situation(Situation.State.ASKED_TO_WAIT, "the server is full");

    @TempDir private Path temp;

    @Test
    void itIsRead() {
        var folder = StateFolder.open(RecordedState.copyTo(temp));

        assertThat(StatusFile.read(folder)).contains(new StatusFile.Left(4242, SITUATION, SINCE));
    }

    @Test
    void itIsWrittenInTheSameBytesButForTheProcess() {
        new StatusFile(StateFolder.open(temp), () -> SINCE).stands(SITUATION);

        var golden = new String(RecordedState.bytes("status.json"), StandardCharsets.UTF_8);
        assertThat(temp.resolve("status.json"))
                .hasContent(golden.replace("4242", Long.toString(ProcessHandle.current().pid())));
    }
}
