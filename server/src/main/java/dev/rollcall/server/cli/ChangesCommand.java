package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.terminal.Terminal;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rollcall changes}. */
@Command(
        name = "changes",
        mixinStandardHelpOptions = true,
        description = {
            "What became different on devices, the latest first: memory removed, an administrator",
            "added, encryption off. What changes by itself is left out without --routine."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollcall changes --org lincoln --since 7d",
            "  rollcall changes --section local-users,volumes --since 2026-09-01 --json",
            "  rollcall device changes lab-204-07"
        })
final class ChangesCommand implements Callable<Integer> {

    @Mixin private final Client client;

    @Mixin private OfUnit unit = new OfUnit();

    @Option(
            names = "--since",
            paramLabel = "T",
            defaultValue = "7d",
            description = "An instant, a day, or how long ago, such as 12h (${DEFAULT-VALUE}).")
    private String since = "7d";

    @Option(names = "--until", paramLabel = "T", description = "The same; now if left out.")
    private Optional<String> until = Optional.empty();

    @Option(
            names = "--section",
            paramLabel = "KIND",
            description = {
                "Only of these sections of the inventory, with commas between: browsers, hardware,",
                "local-users, network, operating-system, packages, patch-level, peripherals, security,",
                "services, volumes."
            })
    private Optional<String> section = Optional.empty();

    @Option(
            names = "--routine",
            description = "Also what changes by itself, such as addresses and pending updates.")
    private boolean routine;

    @Mixin private Limit limit = new Limit();

    ChangesCommand(Terminal terminal) {
        this.client = new Client(terminal);
    }

    @Override
    public Integer call() {
        return client.ask(api ->
                ChangeLines.feed(
                        client,
                        api,
                        client.inDistrict("changes")
                                .with("unit", unit.slug())
                                .with(
                                        "from",
                                        ChangeLines.instant(client.terminal(), Optional.of(since)))
                                .with("to", ChangeLines.instant(client.terminal(), until))
                                .with("section", section)
                                .with("routine", (Object) routine),
                        limit.most()));
    }
}
