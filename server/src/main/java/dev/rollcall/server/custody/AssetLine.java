package dev.rollcall.server.custody;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.device.RetiredAs;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An asset in a list, with the device records that it is.
 *
 * @param since when this became known of it, by the server's clock
 * @param saidBy the person who said so; empty for what inventory said
 * @param list import that it came from
 * @param isTwice whether another asset has its serial, or its tag
 */
record AssetLine(
        Asset asset,
        Instant since,
        Optional<String> saidBy,
        Optional<UUID> list,
        boolean isTwice,
        List<Linked> devices) {

    AssetLine {
        devices = List.copyOf(devices);
    }

    /** A device record, as it is today. */
    record Linked(
            DeviceId id,
            UnitId unit,
            String name,
            Optional<Instant> lastCheckIn,
            Optional<RetiredAs> retired) {}

    /** The record that was heard of last. */
    Optional<Linked> newest() {
        return devices.stream().max(Comparator.comparing(d -> d.lastCheckIn().orElse(Instant.MIN)));
    }
}
