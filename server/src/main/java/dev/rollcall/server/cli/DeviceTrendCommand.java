package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.DeviceNames;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Table;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Times;
import dev.rollcall.server.cli.terminal.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code rollcall device trend}. */
@Command(
        name = "trend",
        mixinStandardHelpOptions = true,
        description = {
            "Shows how the figures of a device went: free space, memory, load, batteries, wear of disks,",
            "and what the agent takes. Of each day (UTC) the last ones are kept, for 35 days."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollcall device trend lab-204-07",
            "  rollcall device trend lab-204-07 --from 35d --json"
        })
final class DeviceTrendCommand implements Callable<Integer> {

    /** More days than are kept. */
    private static final int MOST_DAYS = 100;

    /** That fit beside one another. */
    private static final int MOST_COLUMNS = 12;

    @Mixin private final Client client;

    @Parameters(paramLabel = "DEVICE", description = "Id, hostname or serial.")
    private String device = "";

    @Option(
            names = "--from",
            paramLabel = "T",
            description = "An instant, a day, or how long ago, such as 30d; 7d if left out.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "T", description = "The same; now if left out.")
    private Optional<String> to = Optional.empty();

    DeviceTrendCommand(Terminal terminal) {
        this.client = new Client(terminal);
    }

    @Override
    public Integer call() {
        return client.ask(api -> {
            var terminal = client.terminal();
            var path =
                    client.inDistrict("devices", DeviceNames.id(api, client, device), "volatile")
                            .with("from", ChangeLines.instant(terminal, from))
                            .with("to", ChangeLines.instant(terminal, to));
            return client.show(
                    Pages.document(Pages.items(api, path, MOST_DAYS)),
                    page -> print(terminal, page.path("items").valueStream().toList()));
        });
    }

    private void print(Terminal terminal, List<JsonNode> days) {
        var figures = Trend.of(days);
        if (figures.isEmpty()) {
            terminal.print(
                    "no figures were received of it "
                            + SafeText.line(
                                    from.map(t -> "since " + t).orElse("in the last 7 days")
                                            + to.map(t -> ", up to " + t).orElse(""))
                            + "; they are kept for 35 days");
            return;
        }
        var trends = new Table("FIGURE", "FIRST", "LAST", "CHANGE", "LEAST", "MOST", "BY DAY");
        for (var figure : figures) {
            trends.row(
                    figure.name(),
                    figure.first(),
                    figure.last(),
                    figure.change(),
                    figure.least(),
                    figure.most(),
                    figure.line());
        }
        terminal.print(trends);
        terminal.print("");
        byDay(terminal, days, figures.stream().limit(MOST_COLUMNS).toList());
        if (figures.size() > MOST_COLUMNS) {
            terminal.print("… " + (figures.size() - MOST_COLUMNS) + " more columns with --json");
        }
    }

    /** The latest first, as everywhere. */
    private static void byDay(Terminal terminal, List<JsonNode> days, List<Trend> figures) {
        var header = new ArrayList<>(List.of("WHEN"));
        figures.forEach(figure -> header.add(figure.name()));
        var table = new Table(header.toArray(String[]::new));
        for (var day : days) {
            var at = Words.instant(day, "receivedAt");
            var row = new ArrayList<String>();
            row.add(at.map(t -> Times.minute(t, terminal.zone())).orElse(Words.ABSENT));
            figures.forEach(figure -> row.add(at.flatMap(figure::said).orElse(Words.ABSENT)));
            table.row(row.toArray(String[]::new));
        }
        terminal.print(table);
    }
}
