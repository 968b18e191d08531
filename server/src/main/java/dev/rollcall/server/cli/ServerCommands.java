package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.ApiPath;
import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Sizes;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
                client.show(
                        api.get(ApiPath.of("server", "status")), s -> print(client.terminal(), s)));
    }

    private static String freeSpace(JsonNode status) {
        var size = Sizes.words(status.path("freeBytes").asLong(0));
        return switch (status.path("takes").asString("")) {
            case "no-inventory" -> size + ": inventory is turned away";
            case "only-outcomes" -> size + ": outcomes of jobs are kept, all else is refused";
            default -> size;
        };
    }

    static void print(Terminal terminal, JsonNode status) {
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
        terminal.print("free space   " + freeSpace(status));
    }
}
