package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.DeviceNames;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Words;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/**
 * {@code rollcall device} where a device leaves, comes back or becomes one with another. Static,
 * since picocli calls other methods on the command above them, which is of another class.
 */
@Command(name = "device")
final class DeviceDepartureCommands {

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = {
                "Shuts a device out: its session ends, its certificate counts no more, open runs are void.",
                "It must be enrolled anew to come back."
            })
    static int revoke(
            @Mixin Client client,
            @Parameters(paramLabel = "DEVICE") String device,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason) {
        return end(client, device, reason, "revoke");
    }

    @Command(
            name = "retire",
            mixinStandardHelpOptions = true,
            description = {
                "Lets a device leave: its session ends, its certificate counts no more, open runs are void.",
                "A device that is lost or stolen stays marked, also if it turns up again."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall device retire lab-204-07 --as disposed --reason \"recycled in summer\"",
                "  rollcall device retire 5CG1234ABC --as stolen --reason \"police 2026-118\" --on 2026-11-20"
            })
    static int retire(
            @Mixin Client client,
            @Parameters(paramLabel = "DEVICE") String device,
            @Option(
                            names = "--as",
                            required = true,
                            paramLabel = "KIND",
                            description = "disposed, lost, stolen, transferred or other.")
                    String as,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason,
            @Option(
                            names = "--on",
                            paramLabel = "DATE",
                            description = "On which day it left; today if left out.")
                    Optional<LocalDate> on) {
        return client.ask(api -> {
            var path = client.inDistrict("devices", DeviceNames.id(api, client, device), "retire");
            var today = LocalDate.now(client.terminal().zone());
            var said = Map.of("as", as, "reason", reason, "on", on.orElse(today).toString());
            return client.show(
                    api.post(path, said),
                    d ->
                            client.terminal()
                                    .print(
                                            "%s is now retired as %s"
                                                    .formatted(
                                                            DeviceCommands.name(d),
                                                            Words.at(d, "as"))));
        });
    }

    @Command(
            name = "unretire",
            mixinStandardHelpOptions = true,
            description = {
                "Takes a retirement back: the record waits to be enrolled again.",
                "What the device had of its old enrollment stays refused."
            })
    static int unretire(
            @Mixin Client client,
            @Parameters(paramLabel = "DEVICE", description = "Its id, or its name while retired.")
                    String device,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason) {
        return end(client, device, reason, "unretire");
    }

    @Command(
            name = "transfer",
            mixinStandardHelpOptions = true,
            description = {
                "Gives a device to another district: retires it here, and makes a token of one use there.",
                "The token is shown this once. The new record names the id of this one, and nothing else goes along."
            },
            footerHeading = "%nExample:%n",
            footer =
                    "  rollcall device transfer lab-204-07 --to adams --unit adams-north --reason \"closed school\"")
    static int transfer(
            @Mixin Client client,
            @Parameters(paramLabel = "DEVICE") String device,
            @Option(names = "--to", required = true, paramLabel = "DISTRICT") String to,
            @Option(
                            names = "--unit",
                            paramLabel = "UNIT",
                            description = "Slug of a unit of that district.")
                    Optional<String> unit,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason) {
        return client.ask(api -> {
            var path =
                    client.inDistrict("devices", DeviceNames.id(api, client, device), "transfer");
            var said = new LinkedHashMap<String, Object>(Map.of("to", to, "reason", reason));
            unit.ifPresent(u -> said.put("unit", u));
            return client.show(
                    api.post(path, said),
                    made -> {
                        client.terminal().print("token        " + Words.at(made, "secret"));
                        client.terminal().print("fingerprint  " + Words.at(made, "caFingerprint"));
                        client.terminal()
                                .print(
                                        "It enrolls this device into "
                                                + SafeText.line(to)
                                                + " once, and is not shown again.");
                    });
        });
    }

    @Command(
            name = "merge",
            mixinStandardHelpOptions = true,
            description = {
                "Makes one of two records that are one machine, as after it was installed anew and joined",
                "without a permit. FROM is given up and INTO goes on, with the enrollments of both.",
                "The machine goes on with the key that it has, and comes back as INTO. What was answered",
                "about the past stays the answer. 'device unmerge' takes it back."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall device merge 0196f3a1-… 0195d2c4-… --reason \"same laptop, new image\"",
                "  rollcall device merge lab-204-07-new lab-204-07 --end lab-204-07 --reason \"new disk\""
            })
    static int merge(
            @Mixin Client client,
            @Parameters(
                            paramLabel = "FROM",
                            description = "Id, hostname or serial of the record to give up.")
                    String from,
            @Parameters(paramLabel = "INTO", description = "The record that goes on.") String into,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason,
            @Option(
                            names = "--end",
                            paramLabel = "DEVICE",
                            description = {
                                "Where both have a living enrollment: that of this one of the two ends,",
                                "and whatever still uses it is sent away."
                            })
                    Optional<String> end) {
        return client.ask(api -> {
            var path = client.inDistrict("devices", DeviceNames.id(api, client, from), "merge");
            var said = new LinkedHashMap<String, Object>();
            said.put("into", DeviceNames.id(api, client, into));
            said.put("reason", reason);
            end.ifPresent(name -> said.put("end", DeviceNames.id(api, client, name)));
            return client.show(api.post(path, said), m -> merged(client.terminal(), m));
        });
    }

    private static void merged(Terminal terminal, JsonNode merge) {
        terminal.print(
                SafeText.line(
                        "%s (%s) is now part of %s (%s)%s"
                                .formatted(
                                        Words.at(merge, "fromName"),
                                        Words.at(merge, "from"),
                                        Words.at(merge, "intoName"),
                                        Words.at(merge, "into"),
                                        merge.path("enrollmentCarried").asBoolean(false)
                                                ? "; its enrollment goes on there"
                                                : "")));
    }

    @Command(
            name = "unmerge",
            mixinStandardHelpOptions = true,
            description = {
                "Takes a merge back: FROM is a device of its own again, with the enrollments that it had.",
                "What happened since is not taken back; what that is, is said."
            },
            footerHeading = "%nExample:%n",
            footer = "  rollcall device unmerge 0196f3a1-… --reason \"two laptops after all\"")
    static int unmerge(
            @Mixin Client client,
            @Parameters(
                            paramLabel = "FROM",
                            description = "Its id, as 'device show' of the other one says.")
                    String from,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason) {
        return client.ask(api -> {
            var path = client.inDistrict("devices", DeviceNames.id(api, client, from), "unmerge");
            return client.show(
                    api.post(path, Map.of("reason", reason)),
                    m -> {
                        client.terminal()
                                .print(
                                        SafeText.line(
                                                "%s (%s) is a device of its own again"
                                                        .formatted(
                                                                Words.at(m, "fromName"),
                                                                Words.at(m, "from"))));
                        for (var note : m.path("notes")) {
                            client.terminal().print(SafeText.line("but " + note.asString("")));
                        }
                    });
        });
    }

    private static int end(Client client, String device, String reason, String verb) {
        return client.ask(api -> {
            var path = client.inDistrict("devices", DeviceNames.id(api, client, device), verb);
            return client.show(
                    api.post(path, Map.of("reason", reason)),
                    d ->
                            client.terminal()
                                    .print(
                                            DeviceCommands.name(d)
                                                    + " is now "
                                                    + Words.at(d, "status")));
        });
    }
}
