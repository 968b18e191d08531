package dev.rollcall.server.device.query;

import dev.rollcall.server.device.query.FleetRow.Facts;
import dev.rollcall.server.device.query.FleetRow.Policy;
import dev.rollcall.server.storage.TouchedDevices.Part;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** Puts what was read of devices into their rows, part by part. */
record FleetUpdate(
        FleetReader reader,
        PackageLists packages,
        FleetReader.BucketBodies bodies,
        Map<UUID, FleetRow> rows) {

    /**
     * @param devices that were read: of one about which nothing was found, nothing is known
     */
    void apply(Part part, Collection<UUID> devices) {
        switch (part) {
            case REGISTRY -> {
                var found = reader.registry();
                found.forEach((id, registry) ->
                        rows.merge(
                                id,
                                FleetRow.of(id, registry),
                                (row, _) ->
                                        new FleetRow(
                                                id,
                                                registry,
                                                row.presence(),
                                                row.sections(),
                                                row.facts(),
                                                row.policy())));
            }
            case PRESENCE -> {
                var found = reader.presence();
                replace(
                        devices,
                        row ->
                                new FleetRow(
                                        row.id(),
                                        row.registry(),
                                        found.get(row.id()),
                                        row.sections(),
                                        row.facts(),
                                        row.policy()));
            }
            case SECTIONS -> {
                var found = reader.sections(packages, bodies);
                replace(
                        devices,
                        row ->
                                new FleetRow(
                                        row.id(),
                                        row.registry(),
                                        row.presence(),
                                        found.getOrDefault(row.id(), FleetRow.Sections.NONE),
                                        row.facts(),
                                        row.policy()));
            }
            case FACTS -> {
                var found = reader.facts();
                replace(
                        devices,
                        row ->
                                new FleetRow(
                                        row.id(),
                                        row.registry(),
                                        row.presence(),
                                        row.sections(),
                                        found.getOrDefault(row.id(), Facts.NONE),
                                        row.policy()));
            }
            case POLICY -> {
                var found = reader.policy();
                replace(
                        devices,
                        row ->
                                new FleetRow(
                                        row.id(),
                                        row.registry(),
                                        row.presence(),
                                        row.sections(),
                                        row.facts(),
                                        found.getOrDefault(row.id(), Policy.NONE)));
            }
        }
    }

    private void replace(
            Collection<UUID> devices, java.util.function.UnaryOperator<FleetRow> with) {
        devices.forEach(id -> rows.computeIfPresent(id, (_, row) -> with.apply(row)));
    }
}
