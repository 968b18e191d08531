package dev.rollcall.agent.job;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.protocol.RunOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs printed, one file each, until the server has it. Safe for use by many threads; what was
 * sent is remembered in memory only, since repeating a chunk changes nothing.
 */
final class OutputFiles {

    private static final Logger LOG = LoggerFactory.getLogger(OutputFiles.class);

    private final Path folder;
    private final Map<RunId, Integer> received = new HashMap<>();
    private @Nullable Set<RunId> here;

    OutputFiles(Path folder) {
        this.folder = folder;
    }

    /** On disk when this returns. */
    synchronized void keep(RunId run, KeptOutput output) {
        if (output.kept().size() == 0) {
            return;
        }
        try {
            Files.createDirectories(folder);
            new AppendFile(file(run)).replace(output.kept().toArray());
            here().add(run);
            KillPoint.pass("run.output.after-fsync");
        } catch (IOException e) {
            throw new UncheckedIOException("could not keep what a run printed", e);
        }
    }

    /**
     * The next chunk of the first of these runs that has any left. Output that cannot be read any
     * more is given up in this life, so that it does not hold up the others'.
     */
    synchronized Optional<RunOutput> next(Predicate<RunId> wanted) {
        for (var run : here().stream().filter(wanted).toList()) {
            var chunk = chunk(run);
            if (chunk.isPresent()) {
                return chunk;
            }
            received.remove(run);
            here().remove(run);
        }
        return Optional.empty();
    }

    synchronized void received(RunOutput chunk) {
        int until = chunk.offset() + chunk.chunk().size();
        if (until >= chunk.total()) {
            forget(chunk.run());
        } else {
            received.merge(chunk.run(), until, Math::max);
        }
    }

    /** Whose output is here. */
    synchronized List<RunId> runs() {
        return List.copyOf(here());
    }

    private Set<RunId> here() {
        if (here == null) {
            here = new LinkedHashSet<>(found());
        }
        return here;
    }

    private List<RunId> found() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.sorted().flatMap(file -> runOf(file).stream()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("could not list what runs printed", e);
        }
    }

    /** As far as the disk allows; one that stays is forgotten when the agent starts. */
    synchronized void forget(RunId run) {
        received.remove(run);
        if (!here().remove(run)) {
            return;
        }
        try {
            KillPoint.pass("run.output.before-forgotten");
            Files.deleteIfExists(file(run));
            KillPoint.pass("run.output.forgotten");
        } catch (IOException e) {
            LOG.warn("could not remove what a run printed run={} cause={}", run, e.getMessage());
        }
    }

    private Optional<RunOutput> chunk(RunId run) {
        int offset = received.getOrDefault(run, 0);
        try (var channel = FileChannel.open(file(run), StandardOpenOption.READ)) {
            int total = (int) Math.min(channel.size(), 1024 * 1024);
            if (total <= offset) {
                LOG.warn("what a run printed is shorter than it was run={}", run);
                return Optional.empty();
            }
            var chunk = ByteBuffer.allocate(Math.min(RunOutput.MAX_CHUNK, total - offset));
            while (chunk.hasRemaining()
                    && channel.read(chunk, offset + (long) chunk.position()) >= 0) {
                // a read may give less than was asked for
            }
            return Optional.of(new RunOutput(run, offset, total, Bytes.copyOf(chunk.array())));
        } catch (IOException e) {
            LOG.warn("could not read what a run printed run={} cause={}", run, e.toString());
            return Optional.empty();
        }
    }

    private static Optional<RunId> runOf(Path file) {
        var name = file.getFileName().toString();
        if (name.endsWith(".next")) {
            return Optional.empty();
        }
        try {
            return Optional.of(RunId.parse(name));
        } catch (IllegalArgumentException e) {
            LOG.warn("stray file ignored file={}", file);
            return Optional.empty();
        }
    }

    private Path file(RunId run) {
        return folder.resolve(run.toString());
    }
}
