package dev.rollcall.server.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What people say of a thing on the command line. */
final class AssetSaid {

    @Option(names = "--tag", paramLabel = "TAG", description = "Asset tag; it keeps its zeros.")
    Optional<String> tag = Optional.empty();

    @Option(names = "--serial", paramLabel = "SERIAL")
    Optional<String> serial = Optional.empty();

    @Option(names = "--make", paramLabel = "TEXT", description = "Manufacturer.")
    Optional<String> make = Optional.empty();

    @Option(names = "--model", paramLabel = "TEXT")
    Optional<String> model = Optional.empty();

    @Option(names = "--unit", paramLabel = "UNIT", description = "Slug of the unit it belongs to.")
    Optional<String> unit = Optional.empty();

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "in-service, in-storage or in-repair; see also asset retire.")
    Optional<String> status = Optional.empty();

    @Option(names = "--building", paramLabel = "TEXT")
    Optional<String> building = Optional.empty();

    @Option(names = "--room", paramLabel = "TEXT")
    Optional<String> room = Optional.empty();

    @Option(names = "--holder", paramLabel = "TEXT", description = "To whom it is assigned.")
    Optional<String> holder = Optional.empty();

    @Option(names = "--purchased", paramLabel = "DATE", description = "Such as 2026-07-01.")
    Optional<String> purchased = Optional.empty();

    @Option(names = "--cost", paramLabel = "SUM", description = "Such as 1249.00.")
    Optional<String> cost = Optional.empty();

    @Option(
            names = "--funding",
            paramLabel = "TEXT",
            description = "From which it was paid, such as an award with its number.")
    Optional<String> funding = Optional.empty();

    @Option(names = "--note", paramLabel = "TEXT")
    Optional<String> note = Optional.empty();

    Map<String, String> body() {
        var body = new LinkedHashMap<String, String>();
        tag.ifPresent(v -> body.put("assetTag", v));
        serial.ifPresent(v -> body.put("serial", v));
        make.ifPresent(v -> body.put("manufacturer", v));
        model.ifPresent(v -> body.put("model", v));
        unit.ifPresent(v -> body.put("unit", v));
        status.ifPresent(v -> body.put("status", v));
        building.ifPresent(v -> body.put("building", v));
        room.ifPresent(v -> body.put("room", v));
        holder.ifPresent(v -> body.put("holder", v));
        purchased.ifPresent(v -> body.put("purchasedOn", v));
        cost.ifPresent(v -> body.put("cost", v));
        funding.ifPresent(v -> body.put("funding", v));
        note.ifPresent(v -> body.put("note", v));
        return body;
    }
}
