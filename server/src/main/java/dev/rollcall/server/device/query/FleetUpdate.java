package dev.rollcall.server.device.query;

import dev.rollcall.server.device.query.FleetRow.Facts;
import dev.rollcall.server.device.query.FleetRow.Policy;
import dev.rollcall.server.device.query.FleetRow.Vulnerable;
import dev.rollcall.server.storage.TouchedDevices.Part;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** Puts what was read of devices into their rows, part by part. */
record FleetUpdate(FleetReader reader, PackageLists packages, Map<UUID, FleetRow> rows) {

    /**
     * @param devices that were read: of one about which nothing was found, nothing is known
     */
    void apply(Part part, Collection<UUID> devices) {
        switch (part) {
            case REGISTRY ->
                    reader.registry()
                            .forEach((id, registry) ->
                                    rows.merge(
                                            id,
                                            FleetRow.of(id, registry),
                                            (row, _) -> row.with(registry)));
            case PRESENCE -> {
                var found = reader.presence();
                replace(devices, row -> row.with(found.get(row.id())));
            }
            case SECTIONS -> {
                var found = reader.sections(packages);
                replace(
                        devices,
                        row -> row.with(found.getOrDefault(row.id(), FleetRow.Sections.NONE)));
            }
            case FACTS -> {
                var found = reader.facts();
                replace(devices, row -> row.with(found.getOrDefault(row.id(), Facts.NONE)));
            }
            case POLICY -> {
                var found = reader.policy();
                replace(devices, row -> row.with(found.getOrDefault(row.id(), Policy.NONE)));
            }
            case VULNERABLE -> {
                var found = reader.vulnerable();
                replace(devices, row -> row.with(found.getOrDefault(row.id(), Vulnerable.UNKNOWN)));
            }
        }
    }

    private void replace(
            Collection<UUID> devices, java.util.function.UnaryOperator<FleetRow> with) {
        devices.forEach(id -> rows.computeIfPresent(id, (_, row) -> with.apply(row)));
    }
}
