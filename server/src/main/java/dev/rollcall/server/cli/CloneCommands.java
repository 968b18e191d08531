package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Table;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Times;
import dev.rollcall.server.cli.terminal.Words;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code rollcall clone}. */
@Command(
        name = "clone",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Machines that share an identity because the disk of an enrolled device was copied.",
            "Each gets one of its own by itself; the last one keeps the record."
        })
final class CloneCommands {

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the cases, a line each, newest first.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall clone list")
    int list(@Mixin Client client) {
        return client.ask(api ->
                client.show(
                        Pages.document(
                                Pages.items(api, client.inDistrict("clones"), Integer.MAX_VALUE)),
                        page -> print(client.terminal(), page)));
    }

    private static void print(Terminal terminal, JsonNode page) {
        var items = page.path("items");
        long open =
                items.valueStream()
                        .filter(c ->
                                c.path("settledAt").isMissingNode()
                                        && c.path("closedAt").isMissingNode())
                        .count();
        terminal.print("cases " + items.size() + " · open " + open);
        items.forEach(found -> terminal.print(line(terminal, found)));
    }

    /**
     * Such as {@code C-7 image of lab-204: 30 on one key since Mon 07:51; 29 re-enrolled, 1 waits}.
     */
    static String line(Terminal terminal, JsonNode found) {
        long waiting = found.path("waiting").asLong(0);
        var line =
                new StringBuilder()
                        .append(Words.at(found, "name"))
                        .append(" image of ")
                        .append(Words.at(found, "deviceName"))
                        .append(": ")
                        .append(Words.at(found, "copies"))
                        .append(" on one key since ")
                        .append(
                                Words.instant(found, "since")
                                        .map(t -> Times.minute(t, terminal.zone()))
                                        .orElse(Words.ABSENT))
                        .append("; ")
                        .append(Words.at(found, "reenrolled"))
                        .append(" re-enrolled");
        if (found.path("closedAt").isString()) {
            return SafeText.line(
                    line.append(", closed by ")
                            .append(Words.at(found, "closedBy"))
                            .append(": ")
                            .append(Words.at(found, "closeReason"))
                            .toString());
        }
        if (found.path("kept").asLong(0) > 0) {
            line.append(", 1 keeps ").append(Words.at(found, "deviceName"));
        }
        if (waiting > 0) {
            line.append(", ").append(waiting).append(waiting == 1 ? " waits" : " wait");
        }
        return SafeText.line(line.toString());
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows a case with every machine that was seen in it.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall clone show C-7")
    int show(
            @Mixin Client client,
            @Parameters(paramLabel = "CASE", description = "As 'clone list' shows it.")
                    String number) {
        return client.ask(api ->
                client.show(
                        api.get(client.inDistrict("clones", number)),
                        found -> printOne(client.terminal(), found)));
    }

    @Command(
            name = "close",
            mixinStandardHelpOptions = true,
            description = {
                "Says that the machines of a case are not clones: their quarantine ends.",
                "These boots open no case again; a machine that is none of them does."
            },
            footerHeading = "%nExample:%n",
            footer = "  rollcall clone close C-7 --reason \"one machine, two memory snapshots\"")
    int close(
            @Mixin Client client,
            @Parameters(paramLabel = "CASE") String number,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason) {
        return decide(client, number, "close", Map.of("reason", reason));
    }

    @Command(
            name = "reopen",
            mixinStandardHelpOptions = true,
            description = "Takes 'clone close' back: the machines are in quarantine again.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall clone reopen C-7 --reason \"two laptops after all\"")
    int reopen(
            @Mixin Client client,
            @Parameters(paramLabel = "CASE") String number,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason) {
        return decide(client, number, "reopen", Map.of("reason", reason));
    }

    @Command(
            name = "keep",
            mixinStandardHelpOptions = true,
            description = {
                "Says which machine of a case keeps the record, instead of the last one that asks.",
                "It does so when it next asks, within a minute or two while it is on; the others leave.",
                "On the machine, its boot is in /proc/sys/kernel/random/boot_id; a restart changes it."
            },
            footerHeading = "%nExample:%n",
            footer = "  rollcall clone keep C-7 0f3c9a52")
    int keep(
            @Mixin Client client,
            @Parameters(paramLabel = "CASE") String number,
            @Parameters(
                            paramLabel = "BOOT",
                            description = "As 'clone show' shows it, or how it begins.")
                    String boot) {
        return decide(client, number, "keep", Map.of("boot", boot));
    }

    private static int decide(Client client, String number, String verb, Map<String, String> said) {
        return client.ask(api ->
                client.show(
                        api.post(client.inDistrict("clones", number, verb), said),
                        found -> printOne(client.terminal(), found)));
    }

    private static void printOne(Terminal terminal, JsonNode found) {
        terminal.print(line(terminal, found));
        if (found.path("keeper").isString() && found.path("settledAt").isMissingNode()) {
            terminal.print(
                    SafeText.line("chosen to keep the record: boot " + Words.at(found, "keeper")));
        }
        var table = new Table("STATE", "DEVICE", "FIRST SEEN", "LAST SEEN", "BOOT");
        for (var machine : found.path("machines")) {
            table.row(
                    Words.at(machine, "state"),
                    Words.at(machine, "deviceName"),
                    time(terminal, machine, "firstSeen"),
                    time(terminal, machine, "lastSeen"),
                    Words.at(machine, "boot"));
        }
        terminal.print(table);
    }

    private static String time(Terminal terminal, JsonNode of, String field) {
        return Words.instant(of, field)
                .map(t -> Times.minute(t, terminal.zone()))
                .orElse(Words.ABSENT);
    }
}
