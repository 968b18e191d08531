package dev.rollcall.server.cli;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.client.ApiClient;
import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One import of a file: every line is judged by the server before anything is taken. */
final class AssetImport {

    private static final int PIECE = 500;
    private static final int MOST_TOLD = 50;

    private final Client client;
    private final ApiClient api;
    private final Path file;

    AssetImport(Client client, ApiClient api, Path file) {
        this.client = client;
        this.api = api;
        this.file = file;
    }

    /** What the command line says beyond the file. */
    record How(Optional<String> unit, boolean dry, boolean skip, boolean yes) {}

    private static final class Tally {
        private Optional<String> list = Optional.empty();
        private int made;
        private int changed;
        private int same;
        private final List<AssetFile.Fault> faults = new ArrayList<>();
        private final List<Integer> good = new ArrayList<>();

        void add(JsonNode answer) {
            made += answer.path("made").asInt(0);
            changed += answer.path("changed").asInt(0);
            same += answer.path("same").asInt(0);
            if (answer.path("list").isString()) {
                list = Optional.of(answer.path("list").stringValue());
            }
            for (var row : answer.path("rows")) {
                int line = row.path("line").asInt(0);
                if (row.path("verdict").asString("").equals("problem")) {
                    faults.add(new AssetFile.Fault(line, Words.at(row, "problem")));
                } else {
                    good.add(line);
                }
            }
        }

        String line() {
            return "new %d · changed %d · same %d · problems %d"
                    .formatted(made, changed, same, faults.size());
        }
    }

    int run(How how) {
        var read = AssetFile.read(file);
        read.ignored().stream()
                .reduce((a, b) -> a + ", " + b)
                .ifPresent(names ->
                        client.terminal()
                                .remark("columns that were not taken: " + SafeText.line(names)));
        if (read.guessed()) {
            client.terminal()
                    .remark(
                            "the file is no Unicode; it was taken for Windows-1252: look at its names");
        }
        var rows = inUnits(read.rows(), how.unit());
        var before = new Tally();
        before.faults.addAll(read.faults());
        pieces(rows)
                .forEach(piece ->
                        before.add(api.post(path("preview"), body(piece, Optional.empty()))));
        before.faults.sort(Comparator.comparingInt(AssetFile.Fault::line));
        told(before);
        if (how.dry()) {
            return shown(before, before.faults.isEmpty() ? ExitCode.OK : ExitCode.REFUSED);
        }
        if (!before.faults.isEmpty() && !how.skip()) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "nothing was imported; correct these lines, or leave them out with"
                            + " --skip-problems");
        }
        if (before.made + before.changed == 0) {
            return shown(before, ExitCode.OK);
        }
        confirm(how.yes());
        return imported(rows, before);
    }

    private int imported(List<AssetFile.Row> rows, Tally before) {
        var good = List.copyOf(before.good);
        var lines = new java.util.HashSet<>(good);
        var after = new Tally();
        pieces(rows.stream().filter(row -> lines.contains(row.line())).toList())
                .forEach(piece -> after.add(api.post(path(), body(piece, after.list))));
        if (!client.json) {
            after.faults.forEach(this::fault);
            client.terminal().print("imported: " + after.line());
            after.list.ifPresent(id ->
                    client.terminal()
                            .print("It can be taken back: rollcall asset undo-import " + id));
        }
        return client.json
                ? shown(after, ExitCode.OK)
                : (after.faults.isEmpty() ? ExitCode.OK : ExitCode.REFUSED).number();
    }

    private void told(Tally tally) {
        if (client.json) {
            return;
        }
        tally.faults.stream().limit(MOST_TOLD).forEach(this::fault);
        if (tally.faults.size() > MOST_TOLD) {
            client.terminal().print("… and " + (tally.faults.size() - MOST_TOLD) + " more");
        }
        client.terminal().print(tally.line());
    }

    private void fault(AssetFile.Fault fault) {
        client.terminal().print(SafeText.line("line %d: %s".formatted(fault.line(), fault.why())));
    }

    private int shown(Tally tally, ExitCode code) {
        if (client.json) {
            client.show(document(tally), _ -> {});
        }
        return code.number();
    }

    private static ObjectNode document(Tally tally) {
        var document = Json.wire().createObjectNode();
        tally.list.ifPresent(id -> document.put("list", id));
        document.put("made", tally.made).put("changed", tally.changed).put("same", tally.same);
        var problems = document.putArray("problems");
        tally.faults.forEach(
                f -> problems.addObject().put("line", f.line()).put("problem", f.why()));
        return document;
    }

    private void confirm(boolean yes) {
        var terminal = client.terminal();
        if (!yes && !terminal.interactive()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "give --yes: nobody is here to confirm; nothing was imported");
        }
        if (!yes && !terminal.confirm("Import them?")) {
            throw new CommandFailure(ExitCode.REFUSED, "not confirmed; nothing was imported");
        }
    }

    /** A unit may be called by its name in a list; its slug is what counts. */
    private List<AssetFile.Row> inUnits(List<AssetFile.Row> rows, Optional<String> usual) {
        if (usual.isEmpty() && rows.stream().noneMatch(r -> r.asset().containsKey("unit"))) {
            return rows;
        }
        var slugs = new HashMap<String, String>();
        for (var unit : Pages.items(api, client.inDistrict("units"), Integer.MAX_VALUE)) {
            slugs.merge(
                    Words.at(unit, "name").toLowerCase(Locale.ROOT),
                    Words.at(unit, "slug"),
                    (a, b) -> a.equals(b) ? a : "");
        }
        return rows.stream()
                .map(row -> {
                    var asset = new LinkedHashMap<>(row.asset());
                    usual.ifPresent(unit -> asset.putIfAbsent("unit", unit));
                    asset.computeIfPresent(
                            "unit",
                            (_, named) -> {
                                var slug = slugs.getOrDefault(named.toLowerCase(Locale.ROOT), "");
                                return slug.isEmpty() ? named : slug;
                            });
                    return new AssetFile.Row(row.line(), asset);
                })
                .toList();
    }

    private static List<List<AssetFile.Row>> pieces(List<AssetFile.Row> rows) {
        var pieces = new ArrayList<List<AssetFile.Row>>();
        for (int i = 0; i < rows.size(); i += PIECE) {
            pieces.add(rows.subList(i, Math.min(rows.size(), i + PIECE)));
        }
        return pieces;
    }

    private Map<String, Object> body(List<AssetFile.Row> rows, Optional<String> list) {
        var body = new LinkedHashMap<String, Object>();
        body.put("file", file.getFileName().toString());
        list.ifPresent(id -> body.put("list", id));
        body.put("rows", rows);
        return body;
    }

    private dev.rollcall.server.cli.client.ApiPath path(String... more) {
        return more.length == 0
                ? client.inDistrict("assets", "imports")
                : client.inDistrict("assets", "imports", more[0]);
    }
}
