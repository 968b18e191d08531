package dev.rollcall.server.api;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.server.api.DeviceRoutes.NamedUnit;
import dev.rollcall.server.device.PresenceState;
import dev.rollcall.server.device.query.SelectedDevice;
import dev.rollcall.server.org.UnitTree;
import java.time.Instant;
import java.util.Optional;

/**
 * A device in a list.
 *
 * @param presence seen, late or missing
 * @param encrypted yes, no, unknown or stale
 * @param answer to the query: yes, unknown or stale
 */
record ListedDevice(
        DeviceId id,
        Optional<NamedUnit> unit,
        Optional<String> label,
        Optional<String> hostname,
        Optional<String> serial,
        Optional<String> model,
        Optional<String> os,
        Optional<String> agent,
        Optional<String> presence,
        Optional<Instant> lastCheckIn,
        String encrypted,
        String answer) {

    static ListedDevice of(SelectedDevice device, UnitTree tree) {
        return new ListedDevice(
                device.id(),
                tree.unit(device.unit()).map(NamedUnit::of),
                device.label(),
                device.hostname(),
                device.serial(),
                device.model(),
                device.os(),
                device.agent(),
                device.presence().map(PresenceState::word),
                device.lastCheckIn(),
                device.encrypted(),
                device.answer().word());
    }
}
