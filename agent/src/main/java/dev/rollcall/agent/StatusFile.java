package dev.rollcall.agent;

import dev.rollcall.agent.checkin.Situation;
import dev.rollcall.agent.checkin.Watcher;
import dev.rollcall.agent.state.StateException;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Leaves word of how the running agent stands, for the command that asks. */
final class StatusFile implements Watcher {

    private static final Logger LOG = LoggerFactory.getLogger(StatusFile.class);
    private static final String FILE = "status.json";

    /** What is left. @param since by server time, as far as it is known */
    record Left(long process, Situation situation, Instant since) {}

    private final StateFolder folder;
    private final InstantSource serverTime;

    StatusFile(StateFolder folder, InstantSource serverTime) {
        this.folder = folder;
        this.serverTime = serverTime;
    }

    static Optional<Left> read(StateFolder folder) {
        try {
            return folder.read(FILE).map(bytes -> Json.strict().readValue(bytes, Left.class));
        } catch (JacksonException e) {
            // nobody left word that can be read
            return Optional.empty();
        }
    }

    @Override
    public void stands(Situation situation) {
        LOG.info("session is {} detail=\"{}\"", situation.state(), situation.detail());
        try {
            var left = new Left(ProcessHandle.current().pid(), situation, serverTime.instant());
            folder.write(FILE, Json.strict().writeValueAsBytes(left));
        } catch (StateException e) {
            // a full disk must not cost the session that may free it
            LOG.warn("status not written", e);
        }
    }
}
