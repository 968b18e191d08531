package dev.rollcall.agent.weight;

import dev.rollcall.agent.state.StateException;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.inventory.VolatileFacts.Restraint;
import dev.rollcall.common.json.Json;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** The last time that the agent restrained itself, for the command that asks and the next start. */
public final class WatchdogFile {

    private static final Logger LOG = LoggerFactory.getLogger(WatchdogFile.class);
    private static final String FILE = "watchdog.json";

    /**
     * What is left. Times are the server's, as far as they are known.
     *
     * @param until when it was free again; absent while it is not, and of a restart
     */
    public record Last(Restraint what, Instant at, String because, Optional<Instant> until) {}

    private final StateFolder folder;

    public WatchdogFile(StateFolder folder) {
        this.folder = folder;
    }

    /** What was left last; empty where it never happened. */
    public static Optional<Last> read(StateFolder folder) {
        try {
            return folder.read(FILE).map(bytes -> Json.strict().readValue(bytes, Last.class));
        } catch (JacksonException e) {
            return Optional.empty(); // nobody left word that can be read
        }
    }

    Optional<Last> read() {
        return read(folder);
    }

    void write(Last last) {
        try {
            folder.write(FILE, Json.strict().writeValueAsBytes(last));
        } catch (StateException e) {
            // a full disk must not keep the watchdog from acting
            LOG.warn("what the watchdog did is not written down", e);
        }
    }
}
