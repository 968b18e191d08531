package dev.rollcall.server.rule;

import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.device.Device;
import dev.rollcall.server.device.query.FactName;
import dev.rollcall.server.device.query.FactNames;
import dev.rollcall.server.device.query.Freshness;
import dev.rollcall.server.inventory.Inventories;
import dev.rollcall.server.inventory.SectionAt;
import dev.rollcall.server.inventory.VolatileSeries;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What a device said last, of the sections that a rule reads. */
final class DeviceEvidence {

    private final Inventories inventories;
    private final VolatileSeries series;
    private final RuleTypes types = new RuleTypes();

    DeviceEvidence(Inventories inventories, VolatileSeries series) {
        this.inventories = inventories;
        this.series = series;
    }

    Map<SectionKind, Evidence> of(Handle handle, Device device, Rule rule, Instant now) {
        var held =
                inventories.sections(handle, device.district(), device.id(), now).stream()
                        .collect(Collectors.toMap(SectionAt::kind, section -> section));
        var evidence = new HashMap<SectionKind, Evidence>();
        for (var kind : rule.sections()) {
            evidence.put(
                    kind,
                    kind.equals(VolatileFacts.KIND)
                            ? figures(handle, device, Optional.ofNullable(held.get(kind)), now)
                            : Optional.ofNullable(held.get(kind))
                                    .map(section -> of(handle, device, rule, section, now))
                                    .orElse(Evidence.none(kind)));
        }
        return evidence;
    }

    /** What is always changing; nothing since it was switched off. */
    private Evidence figures(
            Handle handle, Device device, Optional<SectionAt> section, Instant now) {
        var kind = VolatileFacts.KIND;
        if (section.filter(at -> at.state() == SectionState.OFF).isPresent()) {
            return Evidence.none(kind);
        }
        return series.at(handle, device.district(), device.id(), now)
                .map(said ->
                        new Evidence(
                                kind,
                                types.group(RuleTypes.typeName(kind.name()))
                                        .map(shape ->
                                                SectionValues.of(
                                                        shape,
                                                        Json.wire()
                                                                .writeValueAsBytes(said.facts()))),
                                Optional.of(said.receivedAt()),
                                Freshness.counts(said.receivedAt(), now)))
                .orElse(Evidence.none(kind));
    }

    private Evidence of(Handle handle, Device device, Rule rule, SectionAt section, Instant now) {
        var kind = section.kind();
        var values =
                types.group(RuleTypes.typeName(kind.name()))
                        .flatMap(shape ->
                                inventories
                                        .text(handle, device.district(), device.id(), kind, now)
                                        .map(body -> SectionValues.of(shape, body)));
        if (kind.equals(PackagesSection.KIND)) {
            values.ifPresent(packages ->
                    packages.put(
                            RuleTypes.INSTALLED,
                            SectionValues.of(
                                    inventories.packages(
                                            handle, device.district(), device.id(), now))));
        }
        return new Evidence(
                kind,
                values,
                Optional.of(section.collectedAt()),
                Freshness.counts(section.collectedAt(), now) || !ages(rule, kind));
    }

    /** Whether one of the facts that are read changes while nobody works on the device. */
    private static boolean ages(Rule rule, SectionKind kind) {
        return rule.facts().stream()
                .filter(fact -> fact.equals(kind.name()) || fact.startsWith(kind.name() + "."))
                .anyMatch(DeviceEvidence::ages);
    }

    private static boolean ages(String fact) {
        var known =
                FactNames.all().stream()
                        .filter(each ->
                                each.name().equals(fact) || each.name().startsWith(fact + "."))
                        .toList();
        return known.isEmpty() || known.stream().anyMatch(FactName::ages);
    }
}
