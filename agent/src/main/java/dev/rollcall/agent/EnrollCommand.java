package dev.rollcall.agent;

import dev.rollcall.agent.Agent.World;
import dev.rollcall.agent.checkin.Situation.State;
import dev.rollcall.agent.connection.TimeFloor;
import dev.rollcall.agent.enrollment.Enroller;
import dev.rollcall.agent.enrollment.EnrollmentException;
import dev.rollcall.agent.enrollment.Fingerprint;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.enrollment.Sealing;
import dev.rollcall.agent.enrollment.Sealing.Sealed;
import dev.rollcall.agent.enrollment.TrustBundleStore;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.pki.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Joins this device to a district. */
@Command(
        description = {
            "Joins this device to a district. Asked again, it says so and changes nothing.",
            "The token comes from a file, from ROLLCALL_TOKEN, or from the command line."
        },
        mixinStandardHelpOptions = true)
final class EnrollCommand implements Callable<Integer> {

    private static final int MAX_TOKEN = 4096;

    @Mixin private Place place = new Place();

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--server",
            required = true,
            paramLabel = "URL",
            description = "HTTPS port of the server, such as https://rollcall.example.org:8443")
    private URI server = URI.create("https://localhost");

    @Option(
            names = "--ca-fingerprint",
            required = true,
            paramLabel = "HEX",
            description = "SHA-256 of the server's root certificate; colons are allowed")
    private String fingerprint = "";

    @Option(
            names = "--replace",
            description = "join again although this device is enrolled, as another enrollment")
    private boolean replace;

    @ArgGroup private TokenSource token = new TokenSource();

    private final World world;

    EnrollCommand(World world) {
        this.world = world;
    }

    /** Where the token comes from; the environment where neither is given. */
    static final class TokenSource {

        @Option(names = "--token-file", paramLabel = "FILE", description = "holds the token")
        private @Nullable Path file;

        @Option(
                names = "--token",
                paramLabel = "TOKEN",
                description = "the token itself, which other users of this device can then see")
        private @Nullable String value;
    }

    @Override
    public Integer call() throws CommandException {
        var root = checkedFingerprint();
        checkServer();
        var config = place.config();
        var folder = StateFolder.open(config.state());
        try (var _ = folder.lock().orElseThrow(CommandException::busy)) {
            Sealing.resume(folder);
            var identities = IdentityStore.open(folder);
            var floor = new TimeFloor(Build.current().built(), world.nanoTime());
            var enroller =
                    new Enroller(
                            folder,
                            identities,
                            floor,
                            config.proxy()
                                    .or(() -> Enroller.proxyOf(folder))
                                    .or(() -> Sealing.of(folder).flatMap(Sealed::through)));
            if (identities.current().isEmpty() || replace || wasRefused(folder)) {
                say("enrolled", enroller.enroll(server, token(), root).enrollment().toString());
            } else if (TrustBundleStore.open(folder).isEmpty()) {
                say("enrolled", enroller.finish().enrollment().toString());
            } else {
                var known = identities.current().orElseThrow().enrollment();
                say("already enrolled, nothing changed", known.toString());
            }
            Sealing.lift(folder);
            return ExitStatus.DONE.code();
        } catch (EnrollmentException e) {
            throw CommandException.of(e);
        }
    }

    /** The server itself asked for a new enrollment. */
    private static boolean wasRefused(StateFolder folder) {
        return StatusFile.read(folder)
                .filter(left -> left.situation().state() == State.NEEDS_ENROLLMENT)
                .isPresent();
    }

    private Secret token() throws CommandException {
        if (token.file != null) {
            return read(token.file);
        }
        return Optional.ofNullable(token.value)
                .or(() -> Optional.ofNullable(System.getenv("ROLLCALL_TOKEN")))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(Secret::ofText)
                .orElseThrow(() -> usage("a token is needed: --token-file, or ROLLCALL_TOKEN"));
    }

    private static Secret read(Path file) throws CommandException {
        try (var in = Files.newInputStream(file)) {
            var text =
                    new String(in.readNBytes(MAX_TOKEN), java.nio.charset.StandardCharsets.UTF_8);
            return Secret.ofText(text.strip());
        } catch (IOException e) {
            throw new CommandException(ExitStatus.USAGE, "cannot read the token file " + file);
        }
    }

    private Fingerprint checkedFingerprint() {
        try {
            return Fingerprint.parse(fingerprint);
        } catch (IllegalArgumentException e) {
            throw usage("--ca-fingerprint: " + e.getMessage());
        }
    }

    private void checkServer() {
        if (!"https".equals(server.getScheme()) || server.getHost() == null) {
            throw usage("--server: a URL such as https://rollcall.example.org:8443 expected");
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(
                java.util.Objects.requireNonNull(spec).commandLine(), message);
    }

    private void say(String what, String enrollment) {
        var out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
        out.println(what + ": enrollment " + enrollment);
        out.flush();
    }
}
