package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.ApiPath;
import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.Downloads;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rollcall backup}. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a backup of the running server to a file that only you can read.",
            "It holds everything the server knows: devices, people, audit, and its keys, encrypted with"
                    + " the server's passphrase, which is not in it. For PostgreSQL use pg_dump."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  rollcall backup -o rollcall-2026-11-23.zip"})
final class BackupCommand implements Callable<Integer> {

    @Mixin Client client;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE")
    Path file = Path.of("");

    BackupCommand(Terminal terminal) {
        this.client = new Client(terminal);
    }

    @Override
    public Integer call() {
        return client.ask(api -> {
            try (var answer = api.streamPost(ApiPath.of("server", "backup"), Map.of())) {
                Downloads.write(answer, file, client.terminal());
                return BackupFile.print(client, file);
            } catch (IOException e) {
                throw new CommandFailure(
                        ExitCode.REFUSED, "the backup was not written: " + e.getMessage());
            }
        });
    }
}
