package dev.rollcall.agent;

import dev.rollcall.agent.checkin.Situation;
import dev.rollcall.agent.checkin.Watcher;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.HeldLocks;
import dev.rollcall.agent.state.StateException;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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

    /** Whether an agent owns the folder now; it is not asked, and not disturbed. */
    static boolean running(StateFolder folder, Optional<Left> left) {
        var files = DeviceFiles.below(Path.of("/"));
        // a process number alone may have been given to another process since
        return files.exists("/proc/locks")
                ? isHeld(files, folder.lockFile())
                : left.flatMap(l -> ProcessHandle.of(l.process())).isPresent();
    }

    private static boolean isHeld(DeviceFiles files, Path lock) {
        try {
            var real = lock.toRealPath().toString();
            return new HeldLocks(files).first(List.of(real)).isPresent();
        } catch (IOException e) {
            return false; // what is not there, or may not be seen, is held by nobody we know
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
