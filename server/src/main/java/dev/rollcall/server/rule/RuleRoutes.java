package dev.rollcall.server.rule;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.inventory.Inventories;
import dev.rollcall.server.inventory.VolatileSeries;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.rule.Compiled.Mistaken;
import dev.rollcall.server.rule.Compiled.Sound;
import dev.rollcall.server.storage.Database;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an expression means, and what it says of a device. Nothing is kept. */
public final class RuleRoutes implements Routes {

    private static final String DISTRICT = "/api/v1/districts/{district}";

    private final Database database;
    private final Devices devices;
    private final DeviceEvidence evidence;
    private final RuleLanguage language = new RuleLanguage();

    public RuleRoutes(
            Database database, Inventories inventories, VolatileSeries series, Devices devices) {
        this.database = database;
        this.devices = devices;
        this.evidence = new DeviceEvidence(inventories, series);
    }

    /**
     * @param type absent where there are mistakes
     * @param facts that it reads, and the sections of those
     */
    record Checked(
            Optional<String> type,
            List<String> facts,
            List<SectionKind> sections,
            List<Mistake> mistakes) {}

    /**
     * @param collectedAt absent where it was never reported
     */
    record SectionRead(SectionKind section, Optional<Instant> collectedAt, boolean fresh) {}

    /**
     * @param because why it is unknown or stale
     */
    record Tried(
            String answer,
            Optional<String> because,
            List<Evaluation.Read> facts,
            List<SectionRead> sections) {}

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(DISTRICT + "/rules/check", this::check),
                Route.get(DISTRICT + "/devices/{device}/rule", this::ask));
    }

    private Response check(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        if (caller.scope(Permission.DEVICE_VIEW, district).isEmpty()) {
            caller.require(Permission.DEVICE_VIEW, district);
        }
        return Response.ok(
                switch (language.compile(expression(request))) {
                    case Sound(var rule) ->
                            new Checked(
                                    Optional.of(rule.type()),
                                    rule.facts(),
                                    rule.sections(),
                                    List.of());
                    case Mistaken(var mistakes) ->
                            new Checked(Optional.empty(), List.of(), List.of(), mistakes);
                });
    }

    private Response ask(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var id = request.path("device", DeviceId::parse);
        var device =
                database.read(h -> devices.find(h, district, id))
                        .orElseThrow(() ->
                                new Problem(ProblemCode.NOT_FOUND, "There is no such device."));
        caller.require(Permission.DEVICE_VIEW, district, device.unit());
        var rule = question(expression(request));
        var known = database.read(h -> evidence.of(h, device, rule, caller.now()));
        var verdict = Evaluation.of(rule, known, caller.now(), Thread::startVirtualThread);
        return Response.ok(
                new Tried(
                        verdict.truth().word(),
                        verdict.because(),
                        verdict.facts(),
                        rule.sections().stream()
                                .map(kind -> known.getOrDefault(kind, Evidence.none(kind)))
                                .map(each ->
                                        new SectionRead(
                                                each.section(), each.collectedAt(), each.fresh()))
                                .toList()));
    }

    private Rule question(String expression) {
        return switch (language.compile(expression)) {
            case Sound(var rule) when rule.isQuestion() -> rule;
            case Sound(var rule) ->
                    throw new Problem(
                            ProblemCode.INVALID_QUERY,
                            "A rule is yes or no, and this is of the type " + rule.type() + ".");
            case Mistaken(var mistakes) ->
                    throw new Problem(
                            ProblemCode.INVALID_QUERY,
                            mistakes.getFirst().sentence(),
                            Map.of(
                                    "line",
                                    mistakes.getFirst().line(),
                                    "column",
                                    mistakes.getFirst().column()));
        };
    }

    private static String expression(Request request) {
        return request.query("expression")
                .orElseThrow(() ->
                        new Problem(
                                ProblemCode.INVALID_VALUE,
                                "Say which rule.",
                                Map.of("field", "expression")));
    }
}
