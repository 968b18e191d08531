package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.DeviceNames;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.SafeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rollcall policy}. */
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "What devices shall be like.")
final class PolicyCommands {

    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description = {
                "Makes a policy file true: its settings and exactly its units.",
                "Every mistake in the file is told at once, with its line."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall policy apply -f lab-baseline.yaml --dry-run",
                "  rollcall policy apply -f lab-baseline.yaml"
            })
    int apply(
            @Mixin Client client,
            @Option(
                            names = {"-f", "--file"},
                            required = true,
                            paramLabel = "FILE")
                    Path file,
            @Option(names = "--dry-run", description = "Only say what would change.")
                    boolean dryRun) {
        var body = Map.of("source", text(file), "dryRun", dryRun);
        return client.ask(api ->
                client.show(
                        api.post(client.inDistrict("policies"), body),
                        diff -> {
                            PolicyWords.diff(diff).forEach(client.terminal()::print);
                            if (dryRun) {
                                client.terminal().remark("nothing was changed: --dry-run");
                            }
                        }));
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Counts and lists the policies of a district.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall policy list")
    int list(@Mixin Client client) {
        return client.ask(api ->
                client.show(
                        Pages.document(
                                Pages.items(api, client.inDistrict("policies"), Integer.MAX_VALUE)),
                        page -> {
                            client.terminal().print("policies " + page.path("items").size());
                            var table = PolicyWords.list(page, client.terminal());
                            if (!table.isEmpty()) {
                                client.terminal().print(table);
                            }
                        }));
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows on how many devices a policy holds, where it applies, its file.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall policy show lab-baseline",
                "  rollcall policy show lab-baseline --source > lab-baseline.yaml"
            })
    int show(
            @Mixin Client client,
            @Parameters(paramLabel = "POLICY", description = "Its name.") String policy,
            @Option(names = "--source", description = "Print the newest file as it was applied.")
                    boolean source) {
        return client.ask(api -> {
            if (source) {
                var latest = api.get(client.inDistrict("policies", policy)).at("/policy/latest");
                return client.show(
                        api.get(
                                client.inDistrict(
                                        "policies",
                                        policy,
                                        "versions",
                                        Integer.toString(latest.asInt(0)))),
                        v ->
                                client.terminal()
                                        .out()
                                        .print(SafeText.lines(v.path("source").asString(""))));
            }
            return client.show(
                    api.get(client.inDistrict("policies", policy)),
                    shown ->
                            PolicyWords.show(shown, client.terminal())
                                    .forEach(client.terminal()::print));
        });
    }

    @Command(
            name = "explain",
            mixinStandardHelpOptions = true,
            description = {
                "Says what is in force on a device, from where, what it overrode and how it holds."
            },
            footerHeading = "%nExample:%n",
            footer = "  rollcall policy explain lab-204-07")
    int explain(
            @Mixin Client client,
            @Parameters(paramLabel = "DEVICE", description = "Id, hostname or serial.")
                    String device) {
        return client.ask(api ->
                client.show(
                        api.get(
                                client.inDistrict(
                                        "devices", DeviceNames.id(api, client, device), "policy")),
                        explanation ->
                                PolicyWords.explain(explanation, client.terminal())
                                        .forEach(client.terminal()::print)));
    }

    @Command(
            name = "unassign",
            mixinStandardHelpOptions = true,
            description = {
                "Lets a policy apply to a unit no more.",
                "Devices put back what its files replaced, and leave services as they are."
            },
            footerHeading = "%nExample:%n",
            footer = "  rollcall policy unassign lab-baseline lab-204")
    int unassign(
            @Mixin Client client,
            @Parameters(paramLabel = "POLICY", description = "Its name.") String policy,
            @Parameters(paramLabel = "UNIT", description = "Slug.") String unit) {
        return client.ask(api ->
                client.show(
                        api.delete(client.inDistrict("policies", policy, "assignments", unit)),
                        diff -> PolicyWords.diff(diff).forEach(client.terminal()::print)));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.USAGE, "cannot read " + file + " as UTF-8 text");
        }
    }
}
