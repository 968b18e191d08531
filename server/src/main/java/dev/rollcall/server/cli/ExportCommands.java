package dev.rollcall.server.cli;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.client.ApiClient;
import dev.rollcall.server.cli.client.ApiPath;
import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.Downloads;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.Instants;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Words;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code rollcall export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Write what an auditor asks for to a file.")
final class ExportCommands {

    /** The forms a file can have. */
    enum Format {
        csv,
        json
    }

    /** What is asked for. */
    static final class What {

        @Option(
                names = "--format",
                defaultValue = "csv",
                description =
                        "csv or json (${DEFAULT-VALUE}; json with --json on standard output).")
        Format format = Format.csv;

        @Option(
                names = "--as-of",
                paramLabel = "T",
                description = "How things were at an instant or at the start of a date.")
        Optional<String> asOf = Optional.empty();

        @Option(
                names = "--query",
                paramLabel = "QUERY",
                description = "Only the devices that it selects; of the past, by org only.")
        String query = "";

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FILE",
                description =
                        "Where to write; its coverage goes beside it. Standard output if left out:"
                                + " then CSV is the first table alone, without its coverage.")
        Optional<Path> output = Optional.empty();
    }

    @Command(
            name = "devices",
            mixinStandardHelpOptions = true,
            description = "Which devices there are: registry, hardware, system, last check-in.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall export devices -o devices.csv",
                "  rollcall export devices --query org:lincoln --format json -o lincoln.json"
            })
    int devices(@Mixin Client client, @Mixin What what) {
        return export(client, what, "devices", new String[] {"devices"});
    }

    @Command(
            name = "compliance",
            mixinStandardHelpOptions = true,
            description = {
                "How devices stand: updates, encryption, firewall, secure boot, administrators.",
                "As CSV it is two files: one row per device, and in FILE-checks one row per check."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall export compliance -o compliance.csv",
                "  rollcall export compliance --as-of 2026-10-01 --format json -o october.json"
            })
    int compliance(@Mixin Client client, @Mixin What what) {
        return export(client, what, "compliance", new String[] {"compliance", "checks"});
    }

    @Command(
            name = "retirements",
            mixinStandardHelpOptions = true,
            description =
                    "Which devices left: disposed, lost, stolen, transferred; when, why, who said so.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall export retirements -o retirements.csv",
                "  rollcall export retirements --as-of 2026-06-30 --query org:lincoln -o june.csv"
            })
    int retirements(@Mixin Client client, @Mixin What what) {
        return export(client, what, "retirements", new String[] {"retirements"});
    }

    @Command(
            name = "assets",
            mixinStandardHelpOptions = true,
            description =
                    "The register of physical things: tag, cost, funding, place, holder, status.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall export assets -o assets.csv",
                "  rollcall export assets --as-of 2026-06-30 --format json -o june.json"
            })
    int assets(@Mixin Client client, @Mixin What what) {
        return export(client, what, "assets", new String[] {"assets"});
    }

    private static int export(Client client, What what, String kind, String[] parts) {
        if (client.json && what.output.isEmpty()) {
            what.format = Format.json;
        }
        return client.ask(api -> {
            var asked = what.asOf.map(text -> Instants.parse(text, client.terminal().zone()));
            // the coverage fixes the instant, so that all files are about the same one
            var coverage = api.get(path(client, what, asked, kind, "coverage"));
            var asOf = Optional.of(Instant.parse(coverage.path("asOf").asString()));
            try {
                if (what.output.isEmpty()) {
                    toTerminal(client, api, what, asOf, kind, parts);
                } else {
                    toFiles(client, api, what, asOf, kind, parts, what.output.get());
                    var pretty = Json.wire().writerWithDefaultPrettyPrinter();
                    download(
                            new ByteArrayInputStream(pretty.writeValueAsBytes(coverage)),
                            what.output
                                    .get()
                                    .resolveSibling(beside(what.output.get(), ".coverage.json")),
                            client.terminal());
                }
            } catch (IOException e) {
                throw new CommandFailure(
                        ExitCode.REFUSED, "the export was not written: " + e.getMessage());
            }
            return said(client, what, coverage, parts);
        });
    }

    private static void toTerminal(
            Client client,
            ApiClient api,
            What what,
            Optional<Instant> asOf,
            String kind,
            String[] parts)
            throws IOException {
        var path =
                what.format == Format.json
                        ? path(client, what, asOf, kind)
                        : path(client, what, asOf, kind, parts[0] + ".csv");
        try (var answer = api.stream(path)) {
            if (what.output.isEmpty() && client.terminal().interactive()) {
                client.terminal()
                        .print(
                                SafeText.lines(
                                        new String(answer.readAllBytes(), StandardCharsets.UTF_8)));
            } else {
                answer.transferTo(client.terminal().out());
                client.terminal().out().flush();
            }
        }
    }

    private static void toFiles(
            Client client,
            ApiClient api,
            What what,
            Optional<Instant> asOf,
            String kind,
            String[] parts,
            Path file)
            throws IOException {
        if (what.format == Format.json) {
            download(api.stream(path(client, what, asOf, kind)), file, client.terminal());
            return;
        }
        for (var part : parts) {
            var target =
                    part.equals(parts[0]) ? file : file.resolveSibling(beside(file, "-" + part));
            download(
                    api.stream(path(client, what, asOf, kind, part + ".csv")),
                    target,
                    client.terminal());
        }
    }

    /** An auditor must not take one table for the whole export. */
    private static String missing(String[] parts) {
        var tables = parts.length > 1 ? "the table " + parts[1] + " and " : "";
        return "Not in this output: "
                + tables
                + "the coverage file. -o FILE writes all of it, --format json holds all of it.";
    }

    private static int said(Client client, What what, JsonNode coverage, String[] parts) {
        var line =
                "%s of %s %s · fresh within 7 days %s · as of %s"
                        .formatted(
                                Words.at(coverage, "devices"),
                                Words.at(coverage, "ofDevices"),
                                kindOfRows(Words.at(coverage, "export")),
                                Words.at(coverage, "freshWithin7Days"),
                                Words.at(coverage, "asOf"));
        if (what.output.isEmpty()) {
            client.terminal().remark(line);
            if (what.format == Format.csv) {
                client.terminal().remark(missing(parts));
            }
            return ExitCode.OK.number();
        }
        return client.show(coverage, c -> client.terminal().print(what.output.get() + ": " + line));
    }

    private static String kindOfRows(String export) {
        return switch (export) {
            case "retirements" -> "retired devices";
            case "assets" -> "assets";
            default -> "devices";
        };
    }

    private static ApiPath path(
            Client client, What what, Optional<Instant> asOf, String... segments) {
        var all = new String[segments.length + 1];
        all[0] = "exports";
        System.arraycopy(segments, 0, all, 1, segments.length);
        var path = client.inDistrict(all).with("as-of", asOf);
        return what.query.isBlank() ? path : path.with("query", (Object) what.query);
    }

    /**
     * The file's name with something before its ending; for an ending with a dot, instead of it.
     */
    static String beside(Path file, String what) {
        var name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        var stem = dot > 0 ? name.substring(0, dot) : name;
        var ending = dot > 0 ? name.substring(dot) : "";
        return what.contains(".") ? stem + what : stem + what + ending;
    }

    private static void download(InputStream answer, Path file, Terminal terminal)
            throws IOException {
        try (answer) {
            Downloads.write(answer, file, terminal);
        }
    }
}
