package dev.rollcall.agent.warmup;

import dev.rollcall.agent.enrollment.EnrollmentException;
import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.enrollment.TrustBundleStore;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.pki.EcKeys;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A server that is only played, and the state folder of a device that has joined it: an agent that
 * is started there goes through all that it does. Closing ends the server and removes the folder;
 * what a killed rehearsal leaves behind is of no use to anybody.
 */
public final class Rehearsal implements AutoCloseable {

    /** For its certificates; longer than any rehearsal. */
    private static final Duration LIFE = Duration.ofDays(3650);

    private final Path folder;
    private final Script script;
    private final LoopbackServer server;

    private Rehearsal(Path folder, Script script, LoopbackServer server) {
        this.folder = folder;
        this.script = script;
        this.server = server;
    }

    /**
     * Sets everything up, below a temporary folder that only this user may enter.
     *
     * @param now which the server claims; no earlier than the build of the agent
     * @throws IOException where there is no room for it, or no loopback interface
     */
    public static Rehearsal begin(IdSource ids, Instant now) throws IOException {
        var folder = Files.createTempDirectory("rollcall-rehearsal-");
        try {
            Files.createDirectory(folder.resolve("root"));
            return begin(folder, ids, now);
        } catch (Throwable failure) {
            remove(folder);
            throw failure;
        }
    }

    private static Rehearsal begin(Path folder, IdSource ids, Instant now) throws IOException {
        var authority = new ThrowawayAuthority(now.plus(LIFE));
        var district = new ThrowawayDistrict(ids, now);
        var script = new Script(authority, district, now);
        var serverKeys = EcKeys.generate();
        var server =
                LoopbackServer.listen(
                        serverKeys.getPrivate(),
                        authority.server(serverKeys.getPublic(), LoopbackServer.ADDRESS),
                        authority.root(),
                        script::answer);
        try {
            var deviceKeys = EcKeys.generate();
            var uri = district.names().toUri();
            var state = StateFolder.open(folder.resolve("state"));
            IdentityStore.open(state)
                    .keep(
                            new Identity(
                                    deviceKeys.getPrivate(),
                                    authority.device(deviceKeys.getPublic(), uri)));
            TrustBundleStore.first(
                    state,
                    district.bundle(authority.root(), server.endpoint()),
                    district.names().district(),
                    authority.root());
            return new Rehearsal(folder, script, server);
        } catch (EnrollmentException e) {
            server.close();
            throw new IllegalStateException("a district that is its own was refused", e);
        } catch (Throwable failure) {
            server.close();
            throw failure;
        }
    }

    /** The state folder of the device that rehearses. */
    public Path state() {
        return folder.resolve("state");
    }

    /** Below which it enforces its policy; empty at first. */
    public Path root() {
        return folder.resolve("root");
    }

    /** Waits until everything was done, or the time is over. @return what was not */
    public Set<Part> missed(Duration limit) throws InterruptedException {
        return script.missed(limit);
    }

    @Override
    public void close() throws IOException {
        server.close();
        remove(folder);
    }

    private static void remove(Path folder) throws IOException {
        Files.walkFileTree(folder, new Removal());
    }

    /** Follows no links. */
    private static final class Removal extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
        }
    }
}
