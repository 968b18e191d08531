package dev.rollcall.server.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code rollcall server}. */
@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Look after the server.")
final class ServerCommands {

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Shows how the server is: devices, connections, writes, space.")
    int status(@Mixin Client client) {
        return client.ask(api ->
                client.show(api.get(ApiPath.of("server", "status")), s -> print(client.terminal(), s)));
    }

    private static void print(Terminal terminal, JsonNode status) {
        terminal.print(
                "enrolled %s · connected %s · districts %s"
                        .formatted(
                                Words.at(status, "enrolledDevices"),
                                Words.at(status, "connectedDevices"),
                                Words.at(status, "districts")));
        terminal.print("version      " + SafeText.line(Words.at(status, "version")));
        terminal.print("running      since " + Words.time(terminal, status, "since"));
        terminal.print("epoch        " + Words.at(status, "epoch"));
        terminal.print("writes       " + Words.at(status, "waitingWrites") + " waiting");
        terminal.print(
                "free space   %.1f GB".formatted(status.path("freeBytes").asLong(0) / 1e9));
    }

    /** {@code rollcall backup}. */
    @Command(name = Commands.TOP, description = "Backup.")
    static final class Backup {

        @Command(
                name = "backup",
                mixinStandardHelpOptions = true,
                description = {
                    "Writes a backup of the running server to a file that only you can read.",
                    "It holds everything the server knows: devices, people, audit, and its keys, encrypted with the"
                            + " server's passphrase, which is not in it. For PostgreSQL use pg_dump."
                },
                footerHeading = "%nExamples:%n",
                footer = {"  rollcall backup -o rollcall-2026-11-23.zip"})
        int backup(
                @Mixin Client client,
                @Option(
                                names = {"-o", "--output"},
                                required = true,
                                paramLabel = "FILE")
                        Path file) {
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
}
