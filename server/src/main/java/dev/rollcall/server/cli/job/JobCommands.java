package dev.rollcall.server.cli.job;

import dev.rollcall.server.cli.client.ApiClient;
import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.DeviceNames;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code rollcall job}. */
@Command(
        name = "job",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "One action on many devices.")
public final class JobCommands {

    @Command(
            name = "preview",
            mixinStandardHelpOptions = true,
            description = "Counts what a job would do; nothing happens.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall job preview 'org:lincoln' --script fix.sh")
    int preview(
            @Mixin Client client,
            @Parameters(paramLabel = "QUERY") String query,
            @Mixin ActionOptions options) {
        var asked = Map.<String, Object>of("action", options.json(), "query", query);
        return client.ask(api ->
                client.show(
                        api.post(client.inDistrict("jobs", "preview"), asked),
                        p -> client.terminal().print(JobWords.preview(p))));
    }

    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            description = {
                "Shows the counts, asks, and starts a job on exactly the devices that were counted.",
                "With --watch: 5 where some run does not succeed."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall job run 'org:lincoln and os:debian*' --script fix.sh --watch",
                "  rollcall job run 'hostname:lab-204-07' --restart-service cups.service --yes",
                "  rollcall job run 'org:lincoln' --collect-inventory --urgency background --yes"
            })
    int run(
            @Mixin Client client,
            @Parameters(paramLabel = "QUERY") String query,
            @Mixin ActionOptions options,
            @Mixin JobTimes times,
            @Option(
                            names = "--urgency",
                            paramLabel = "WORD",
                            defaultValue = "normal",
                            description = "urgent, normal or background (${DEFAULT-VALUE}).")
                    String urgency,
            @Option(
                            names = {"-y", "--yes"},
                            description = "Do not ask.")
                    boolean yes,
            @Option(
                            names = "--watch",
                            description = "Wait until every run has ended or is past its deadline.")
                    boolean watch) {
        var body = new LinkedHashMap<String, Object>();
        body.put("action", options.json());
        body.put("query", query);
        return client.ask(api -> {
            var preview = api.post(client.inDistrict("jobs", "preview"), Map.copyOf(body));
            confirm(client, preview, yes);
            body.put("selection", Words.at(preview, "selection"));
            body.put("runs", preview.path("runs").asInt(0));
            body.put("urgency", urgency);
            times.addTo(body, client.terminal().clock().instant());
            return started(client, api, api.post(client.inDistrict("jobs"), body), watch);
        });
    }

    private static void confirm(Client client, JsonNode preview, boolean yes) {
        var terminal = client.terminal();
        var counts = JobWords.preview(preview);
        if (preview.path("runs").asInt(0) == 0) {
            throw new CommandFailure(ExitCode.REFUSED, "nothing to do: " + counts);
        }
        if (yes) {
            terminal.remark(counts);
            return;
        }
        if (!terminal.interactive()) {
            throw new CommandFailure(
                    ExitCode.USAGE, counts + "; give --yes: nobody is here to confirm");
        }
        terminal.remark(counts);
        if (!terminal.confirm("Start them?")) {
            throw new CommandFailure(ExitCode.REFUSED, "not confirmed; nothing was started");
        }
    }

    private static int started(Client client, ApiClient api, JsonNode made, boolean watch) {
        var number = JobWords.number(made);
        if (!watch) {
            return client.show(
                    numbered(made), m -> client.terminal().print(number + " " + JobWords.line(m)));
        }
        client.terminal().remark(number);
        var path = client.inDistrict("jobs", number);
        var last = new JobWatch(client.terminal()).follow(() -> api.get(path));
        client.show(numbered(last), m -> client.terminal().print(JobWords.line(m)));
        return JobWords.exitCode(last).number();
    }

    /** With the number at the top, where scripts look for it. */
    private static JsonNode numbered(JsonNode shown) {
        return shown instanceof ObjectNode object
                ? object.put("number", JobWords.number(shown))
                : shown;
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists jobs, the newest first.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall job list --limit 5")
    int list(
            @Mixin Client client,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "At most so many (${DEFAULT-VALUE}).")
                    int limit) {
        return client.ask(api -> {
            var page = Pages.document(Pages.items(api, client.inDistrict("jobs"), limit));
            return client.show(
                    page,
                    p -> {
                        client.terminal().print(JobWords.count(p));
                        var table = JobWords.list(p, client.terminal());
                        if (!table.isEmpty()) {
                            client.terminal().print(table);
                        }
                    });
        });
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Says how a job stands: counts, failures grouped by the same message.",
            footerHeading = "%nExamples:%n",
            footer = {"  rollcall job show J-512", "  rollcall job show J-512 --runs"})
    int show(
            @Mixin Client client,
            @Parameters(paramLabel = "JOB", description = "Such as J-512.") String job,
            @Option(names = "--runs", description = "List its runs, too.") boolean runs,
            @Option(
                            names = "--watch",
                            description = "Wait until every run has ended or is past its deadline.")
                    boolean watch) {
        return client.ask(api -> {
            var path = client.inDistrict("jobs", job);
            var shown =
                    watch
                            ? new JobWatch(client.terminal()).follow(() -> api.get(path))
                            : api.get(path);
            var answer = runs ? withRuns(api, client, job, shown) : shown;
            client.show(
                    answer,
                    s -> {
                        client.terminal().print(JobWords.line(s));
                        if (runs) {
                            client.terminal().print(JobWords.runs(s.path("runs")));
                        }
                    });
            return (watch ? JobWords.exitCode(shown) : ExitCode.OK).number();
        });
    }

    @Command(
            name = "cancel",
            mixinStandardHelpOptions = true,
            description = "Takes back what has not started; what runs, ends.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall job cancel J-512")
    int cancel(@Mixin Client client, @Parameters(paramLabel = "JOB") String job) {
        return client.ask(api ->
                client.show(
                        api.post(client.inDistrict("jobs", job, "cancel"), Map.of()),
                        s -> client.terminal().print(JobWords.line(s))));
    }

    @Command(
            name = "retry",
            mixinStandardHelpOptions = true,
            description = "Asks again where it failed, with the same action.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall job retry J-512 --failed --watch")
    int retry(
            @Mixin Client client,
            @Parameters(paramLabel = "JOB") String job,
            @Option(names = "--failed", required = true, description = "Only those that failed.")
                    boolean failed,
            @Mixin JobTimes times,
            @Option(
                            names = "--watch",
                            description = "Wait until every run has ended or is past its deadline.")
                    boolean watch) {
        var body = new LinkedHashMap<String, Object>();
        body.put("failed", failed);
        times.addTo(body, client.terminal().clock().instant());
        return client.ask(api ->
                started(
                        client,
                        api,
                        api.post(client.inDistrict("jobs", job, "retry"), body),
                        watch));
    }

    @Command(
            name = "output",
            mixinStandardHelpOptions = true,
            description = "Prints what a run printed.",
            footerHeading = "%nExamples:%n",
            footer = {"  rollcall job output J-512 lab-204-07", "  rollcall job output J-512"})
    int output(
            @Mixin Client client,
            @Parameters(paramLabel = "JOB") String job,
            @Parameters(
                            paramLabel = "DEVICE",
                            arity = "0..1",
                            description =
                                    "Hostname, serial or id, or the id of a run; not needed where"
                                            + " there is one run.")
                    Optional<String> device) {
        return client.ask(api -> {
            var run = run(api, client, job, device);
            var output = api.get(client.inDistrict("jobs", job, "runs", run, "output"));
            return client.show(output, o -> print(client.terminal(), o));
        });
    }

    private static void print(Terminal terminal, JsonNode output) {
        var text = SafeText.lines(output.path("text").asString(""));
        terminal.out().print(text);
        if (!text.isEmpty() && !text.endsWith("\n")) {
            terminal.out().println();
        }
        terminal.out().flush();
        if (output.path("cut").asBoolean(false)) {
            terminal.remark(
                    "… of %s bytes the device kept %s: the beginning and the end"
                            .formatted(Words.at(output, "total"), Words.at(output, "kept")));
        }
        if (!output.path("complete").asBoolean(true)) {
            terminal.remark("… not all of it has arrived yet");
        }
    }

    /** The newest run on a device, or the only one; of many only what is asked for is fetched. */
    private static String run(ApiClient api, Client client, String job, Optional<String> device) {
        var path = client.inDistrict("jobs", job, "runs");
        if (device.isEmpty()) {
            int all = api.get(client.inDistrict("jobs", job)).at("/summary/runs").asInt(0);
            return only(
                    job,
                    all > 1 ? List.of() : current(Pages.items(api, path, Integer.MAX_VALUE)),
                    all);
        }
        if (isRun(api, client, job, device.get())) {
            return device.get();
        }
        var id = DeviceNames.id(api, client, device.get());
        var its = current(Pages.items(api, path.with("device", (Object) id), Integer.MAX_VALUE));
        return only(job, its, its.size());
    }

    private static String only(String job, List<JsonNode> runs, int all) {
        if (runs.size() != 1) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    all == 0
                            ? job + " has no run there"
                            : job + " has " + all + " runs; name a device");
        }
        return Words.at(runs.getFirst(), "id");
    }

    /** Those that no retry replaced. */
    private static List<JsonNode> current(List<JsonNode> runs) {
        return runs.stream().filter(run -> !run.path("superseded").asBoolean(false)).toList();
    }

    /** Whether it is the id of one of the job's runs. */
    private static boolean isRun(ApiClient api, Client client, String job, String id) {
        if (!DeviceNames.isId(id)) {
            return false;
        }
        try {
            api.get(client.inDistrict("jobs", job, "runs", id, "output"));
            return true;
        } catch (CommandFailure e) {
            // a device's id, then; if it is none either, that is said
            return false;
        }
    }

    private static JsonNode withRuns(ApiClient api, Client client, String job, JsonNode shown) {
        if (shown instanceof ObjectNode object) {
            object.putArray("runs")
                    .addAll(
                            Pages.items(
                                    api,
                                    client.inDistrict("jobs", job, "runs"),
                                    Integer.MAX_VALUE));
        }
        return shown;
    }
}
