package dev.rollcall.server.cli.local;

import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.backup.Restore;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Times;
import dev.rollcall.server.job.Runs;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.storage.StorageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rollcall restore}. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Puts a backup into a new data folder, while no server runs on it, and raises the database epoch.",
            "Devices then know that the server has forgotten: they are re-adopted by their certificates"
                    + " and answer again for their runs.",
            "A PostgreSQL database is restored with pg_restore, and then told so with --mark-restored.",
            "Keys in a token are in no backup: the token must have those that the database names."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollcall restore rollcall-2026-11-23.zip --data /var/lib/rollcall",
            "  rollcall restore --mark-restored jdbc:postgresql://db/rollcall --db-user rollcall"
        })
public final class RestoreCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", arity = "0..1")
    Optional<Path> file = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "A folder that is empty or not there.")
    Optional<Path> data = Optional.empty();

    @Option(
            names = "--mark-restored",
            paramLabel = "URL",
            description = "Only raise the epoch of this PostgreSQL database.")
    Optional<String> markRestored = Optional.empty();

    @Option(names = "--db-user", paramLabel = "USER", defaultValue = "rollcall")
    String user = "rollcall";

    @Option(
            names = "--db-password-file",
            paramLabel = "FILE",
            description = "First line is the password.")
    Optional<Path> passwordFile = Optional.empty();

    @Mixin RestoredKeys keys;

    @Option(names = "--json", description = "Print the result as JSON.")
    boolean json;

    /** The result for scripts. @param madeAt when the backup was */
    record Done(
            long epoch, Optional<Integer> files, Optional<Instant> madeAt, Optional<Path> data) {}

    private final Terminal terminal;

    public RestoreCommand(Terminal terminal) {
        this.terminal = terminal;
        this.keys = new RestoredKeys();
    }

    @Override
    public Integer call() throws IOException {
        var restore = new Restore(terminal.clock(), this::restored);
        if (markRestored.isPresent()) {
            long epoch =
                    restore.raise(
                            new StorageConfig.PostgreSql(markRestored.get(), user, password()));
            return show(
                    new Done(epoch, Optional.empty(), Optional.empty(), Optional.empty()),
                    "the database is marked as restored: epoch " + epoch);
        }
        if (file.isPresent() && data.isPresent()) {
            requireReadable("the backup", file.get());
            var restored = restore.restore(file.get(), data.get());
            int files = restored.manifest().entries().size();
            var madeAt = restored.manifest().madeAt();
            return show(
                    new Done(restored.epoch(), Optional.of(files), Optional.of(madeAt), data),
                    "restored %d files of %s into %s; epoch %d"
                            .formatted(
                                    files,
                                    Times.minute(madeAt, terminal.zone()),
                                    data.get(),
                                    restored.epoch()));
        }
        throw new CommandFailure(
                ExitCode.USAGE, "give a backup FILE and --data DIR, or --mark-restored URL");
    }

    private int show(Done done, String words) {
        if (json) {
            terminal.print(Json.wire().writeValueAsString(done));
        } else {
            terminal.print(words);
            terminal.print(
                    "Next: start the server with its passphrase. Devices come back by themselves;"
                            + " what happened after the backup is reported again where devices still"
                            + " know it.");
        }
        return ExitCode.OK.number();
    }

    private void restored(Handle handle, long epoch, Instant now) {
        keys.require(terminal, handle);
        Runs.restored(handle);
        note(handle, epoch, now);
    }

    /** In the provider's chain: what happened after the backup is in none. */
    private void note(Handle handle, long epoch, Instant now) {
        var random = new SecureRandom();
        new Units(new IdSource(terminal.clock(), random))
                .provider(handle)
                .ifPresent(provider ->
                        new AuditLog(random)
                                .record(
                                        handle,
                                        AuditEvent.changed(
                                                provider.id(),
                                                Actor.system(),
                                                now,
                                                "restored",
                                                "server",
                                                provider.id().toString(),
                                                Map.of("epoch", epoch - 1),
                                                Map.of(
                                                        "epoch",
                                                        epoch,
                                                        "backup",
                                                        file.map(f ->
                                                                        String.valueOf(
                                                                                f.getFileName()))
                                                                .orElse("by other means")))));
    }

    private static void requireReadable(String what, Path file) {
        if (!Files.isRegularFile(file)) {
            throw unreadable(what, file, Files.exists(file) ? "it is no file" : "it is not there");
        }
        if (!Files.isReadable(file)) {
            throw unreadable(what, file, "permission denied");
        }
    }

    private static CommandFailure unreadable(String what, Path file, String why) {
        return new CommandFailure(ExitCode.USAGE, "cannot read " + what + " " + file + ": " + why);
    }

    private Optional<Secret> password() throws IOException {
        if (passwordFile.isEmpty()) {
            return Optional.empty();
        }
        requireReadable("the password file", passwordFile.get());
        try (var lines = Files.lines(passwordFile.get())) {
            return Optional.of(Secret.ofText(lines.findFirst().orElse("")));
        }
    }
}
