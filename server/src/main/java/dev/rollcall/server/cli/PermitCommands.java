package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.ApiClient;
import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.DeviceNames;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Table;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code rollcall permit}. */
@Command(
        name = "permit",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Devices that are expected, and no longer; device permit gives permits.")
final class PermitCommands {

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists permits, newest first.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall permit list --state valid",
                "  rollcall permit list --device lab-204-07"
            })
    int list(
            @Mixin Client client,
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            description = "valid, used, withdrawn or expired.")
                    Optional<String> state,
            @Option(names = "--device", paramLabel = "DEVICE", description = "Only of this one.")
                    Optional<String> device,
            @Mixin Limit limit) {
        return client.ask(api -> {
            var path =
                    client.inDistrict("permits")
                            .with("state", state)
                            .with("device", device.map(d -> DeviceNames.id(api, client, d)));
            var page = Pages.document(Pages.items(api, path, limit.most()));
            return client.show(page, p -> print(client.terminal(), p));
        });
    }

    private static void print(Terminal terminal, JsonNode page) {
        var table = new Table("PERMIT", "DEVICE", "FOR", "STATE", "UNTIL", "GIVEN", "BY");
        for (var permit : page.path("items")) {
            table.row(
                    Words.at(permit, "id"),
                    Words.at(permit, "device"),
                    Words.at(permit, "purpose"),
                    Words.at(permit, "state"),
                    Words.time(terminal, permit, "validUntil"),
                    Words.ago(terminal, permit, "givenAt"),
                    Words.at(permit, "givenBy"));
        }
        terminal.print("permits " + page.path("items").size());
        if (!table.isEmpty()) {
            terminal.print(table);
        }
    }

    @Command(
            name = "withdraw",
            mixinStandardHelpOptions = true,
            description = {
                "Expects a device no longer: its permits that nobody used yet end.",
                "Given the id of a permit, ends that one."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  rollcall permit withdraw lab-204-07"})
    int withdraw(
            @Mixin Client client,
            @Parameters(
                            paramLabel = "DEVICE|PERMIT",
                            description = "Id, hostname or serial of a device; or id of a permit.")
                    String which) {
        return client.ask(api -> {
            var ended =
                    valid(api, client, which).stream()
                            .map(id ->
                                    api.post(
                                            client.inDistrict("permits", id, "withdraw"), Map.of()))
                            .toList();
            return client.show(
                    Pages.document(ended),
                    d ->
                            d.path("items")
                                    .forEach(p ->
                                            client.terminal()
                                                    .print(
                                                            SafeText.line(
                                                                    which
                                                                            + " is expected no longer: "
                                                                            + Words.at(p, "purpose")
                                                                            + " is withdrawn"))));
        });
    }

    private static List<String> valid(ApiClient api, Client client, String which) {
        var device = DeviceNames.isId(which) ? which : DeviceNames.id(api, client, which);
        var valid = of(api, client, device).stream().map(p -> Words.at(p, "id")).toList();
        if (!valid.isEmpty()) {
            return valid;
        }
        if (DeviceNames.isId(which)) {
            // no device that is expected, and so the permit itself; the server says what is wrong
            return List.of(which);
        }
        throw new CommandFailure(
                ExitCode.REFUSED,
                which + " has no valid permit; see: rollcall permit list --device " + which);
    }

    /** The valid permits of a device. */
    static List<JsonNode> of(ApiClient api, Client client, String device) {
        return Pages.items(
                api,
                client.inDistrict("permits")
                        .with("device", (Object) device)
                        .with("state", (Object) "valid"),
                200);
    }
}
