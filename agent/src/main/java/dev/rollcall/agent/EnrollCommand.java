package dev.rollcall.agent;

import dev.rollcall.agent.Agent.World;
import dev.rollcall.agent.checkin.Situation.State;
import dev.rollcall.agent.connection.Backoff;
import dev.rollcall.agent.connection.TimeFloor;
import dev.rollcall.agent.enrollment.Enroller;
import dev.rollcall.agent.enrollment.Enroller.Answer;
import dev.rollcall.agent.enrollment.EnrollmentException;
import dev.rollcall.agent.enrollment.Fingerprint;
import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.enrollment.Sealing;
import dev.rollcall.agent.enrollment.Sealing.Sealed;
import dev.rollcall.agent.enrollment.TrustBundleStore;
import dev.rollcall.agent.keys.DeviceKeys;
import dev.rollcall.agent.keys.KeyUnusableException;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.pki.Secret;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
            "The token comes from a file, from ROLLCALL_TOKEN, or from the command line; the file is",
            "deleted once the server has answered, unless it is read-only. Where a person must",
            "approve the device first, this waits; stopped, it goes on without a token."
        },
        mixinStandardHelpOptions = true)
final class EnrollCommand implements Callable<Integer> {

    @Mixin private Place place = new Place();
    @Mixin private ProxyOption proxy = new ProxyOption();
    @Mixin private KeyStoreOption keyStore = new KeyStoreOption();

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "HTTPS port of the server, such as https://rollcall.example.org:8443")
    private @Nullable URI server;

    @Option(
            names = "--ca-fingerprint",
            paramLabel = "HEX",
            description = "SHA-256 of the server's root certificate; colons are allowed")
    private @Nullable String fingerprint;

    @Option(
            names = "--replace",
            description = "join again although this device is enrolled, as another enrollment")
    private boolean replace;

    @Option(
            names = "--no-wait",
            description = "where a person must decide, exit with 5; 'run' goes on asking")
    private boolean impatient;

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
    public Integer call() throws CommandException, InterruptedException {
        var config = place.config(proxy.proxy(), keyStore.keys());
        var folder = StateFolder.open(config.state());
        try (var _ = folder.lock().orElseThrow(CommandException::busy)) {
            Sealing.resume(folder);
            var keys = config.keysOf(folder);
            var identities = IdentityStore.open(folder, keys);
            var floor = new TimeFloor(Build.current().built(), world.nanoTime());
            var enroller =
                    new Enroller(
                            folder,
                            identities,
                            floor,
                            config.proxy()
                                    .or(() -> Enroller.proxyOf(folder))
                                    .or(() -> Sealing.of(folder).flatMap(Sealed::through)),
                            Device.serial(DeviceFiles.below(Path.of("/"))),
                            KeyProofs.inTpm(world.random()),
                            config.keys());
            if (goesOn(folder)) {
                say("enrolled", waited(enroller, folder, Duration.ZERO));
            } else if (identities.current().isEmpty()
                    || replace
                    || wasRefused(folder)
                    || lostItsKey(identities.current().get())) {
                say("enrolled", join(enroller, folder));
            } else if (TrustBundleStore.open(folder).isEmpty()) {
                erase();
                say("enrolled", enroller.finish());
            } else {
                erase();
                say("already enrolled, nothing changed", identities.current().orElseThrow());
            }
            Sealing.lift(folder);
            identities.current().ifPresent(identity -> print("key: " + keys.where(identity.key())));
            return ExitStatus.DONE.code();
        } catch (EnrollmentException e) {
            throw CommandException.of(e);
        }
    }

    /** It waits, and nobody brought another token. */
    private boolean goesOn(StateFolder folder) {
        return Enroller.waitingAs(folder).isPresent()
                && token.value == null
                && (token.file == null || !Files.exists(token.file));
    }

    private Identity join(Enroller enroller, StateFolder folder)
            throws CommandException, EnrollmentException, InterruptedException {
        var answer = enroller.ask(checkedServer(), token(), checkedFingerprint());
        erase();
        return switch (answer) {
            case Answer.Joined joined -> enroller.finish();
            case Answer.Waiting waiting -> waited(enroller, folder, waiting.after());
        };
    }

    /** Also what a crash left after the server had answered. */
    private void erase() {
        if (token.file != null && Files.exists(token.file)) {
            new TokenFile(token.file).erase().ifPresent(this::remark);
        }
    }

    private Identity waited(Enroller enroller, StateFolder folder, Duration after)
            throws CommandException, EnrollmentException, InterruptedException {
        var sentence = Patience.sentence(Enroller.waitingAs(folder));
        if (impatient) {
            throw new CommandException(ExitStatus.LATER, sentence);
        }
        print(sentence);
        return new Patience(enroller, new Backoff(world.random()), Thread::sleep)
                .untilDecided(after);
    }

    /** The server itself asked for a new enrollment. */
    private static boolean wasRefused(StateFolder folder) {
        return StatusFile.read(folder)
                .filter(left -> left.situation().state() == State.NEEDS_ENROLLMENT)
                .isPresent();
    }

    /** Its key is in a TPM that is not there any more. */
    private boolean lostItsKey(Identity identity) {
        try {
            DeviceKeys.check(identity.key());
            return false;
        } catch (KeyUnusableException e) {
            remark(String.valueOf(e.getMessage()));
            return e.isForGood();
        }
    }

    private Secret token() throws CommandException {
        if (token.file != null) {
            return new TokenFile(token.file).read();
        }
        return Optional.ofNullable(token.value)
                .or(() -> Optional.ofNullable(System.getenv("ROLLCALL_TOKEN")))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(Secret::ofText)
                .orElseThrow(() -> usage("a token is needed: --token-file, or ROLLCALL_TOKEN"));
    }

    private Fingerprint checkedFingerprint() {
        if (fingerprint == null) {
            throw usage("--ca-fingerprint is needed");
        }
        try {
            return Fingerprint.parse(fingerprint);
        } catch (IllegalArgumentException e) {
            throw usage("--ca-fingerprint: " + e.getMessage());
        }
    }

    private URI checkedServer() {
        if (server == null || !"https".equals(server.getScheme()) || server.getHost() == null) {
            throw usage("--server: a URL such as https://rollcall.example.org:8443 expected");
        }
        return server;
    }

    private ParameterException usage(String message) {
        return new ParameterException(
                java.util.Objects.requireNonNull(spec).commandLine(), message);
    }

    private void say(String what, Identity identity) {
        print(what + ": enrollment " + identity.enrollment());
    }

    private void print(String line) {
        var out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private void remark(String line) {
        var err = java.util.Objects.requireNonNull(spec).commandLine().getErr();
        err.println("rollcall-agent: " + line);
        err.flush();
    }
}
