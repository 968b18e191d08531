package dev.rollcall.server.custody;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.device.RetiredAs;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/** Assets on the wire. */
final class AssetViews {

    private AssetViews() {}

    /** A device record that the thing is; {@code lastCheckIn} and {@code retired} are of today. */
    record DeviceOf(
            DeviceId id,
            String name,
            UnitId unit,
            Optional<Instant> lastCheckIn,
            Optional<RetiredAs> retired) {}

    /**
     * An asset. What is text here is text everywhere.
     *
     * @param since when this became known of it
     * @param saidBy who said so; absent for what inventory said
     * @param devices those that the reader may see
     * @param findings only where it was asked why it is not accounted for
     */
    record View(
            UUID id,
            String name,
            UnitId unit,
            Optional<String> assetTag,
            Optional<String> serial,
            Optional<String> manufacturer,
            Optional<String> model,
            AssetStatus status,
            Optional<LocalDate> statusOn,
            Optional<String> statusReason,
            Optional<String> building,
            Optional<String> room,
            Optional<String> holder,
            Optional<LocalDate> purchasedOn,
            Optional<String> cost,
            Optional<String> funding,
            Optional<String> note,
            Instant since,
            Optional<String> saidBy,
            Optional<UUID> list,
            List<DeviceOf> devices,
            Optional<List<String>> findings) {}

    static View of(AssetLine line, Predicate<UnitId> visible) {
        return of(line, visible, Optional.empty());
    }

    static View of(AssetLine line, Predicate<UnitId> visible, Set<AssetFinding> findings) {
        return of(
                line,
                visible,
                Optional.of(findings.stream().map(AssetFinding::word).sorted().toList()));
    }

    private static View of(
            AssetLine line, Predicate<UnitId> visible, Optional<List<String>> findings) {
        var asset = line.asset();
        return new View(
                asset.id(),
                asset.name(),
                asset.unit(),
                asset.assetTag(),
                asset.serial(),
                asset.manufacturer(),
                asset.model(),
                asset.standing().status(),
                asset.standing().on(),
                asset.standing().reason(),
                asset.whereabouts().building(),
                asset.whereabouts().room(),
                asset.whereabouts().holder(),
                asset.purchase().on(),
                asset.purchase().cost().map(BigDecimal::toPlainString),
                asset.purchase().funding(),
                asset.note(),
                line.since(),
                line.saidBy(),
                line.list(),
                line.devices().stream()
                        .filter(d -> visible.test(d.unit()))
                        .map(d ->
                                new DeviceOf(
                                        d.id(), d.name(), d.unit(), d.lastCheckIn(), d.retired()))
                        .toList(),
                findings);
    }

    /** For the audit. */
    static Map<String, Object> told(Asset asset) {
        var told = new LinkedHashMap<String, Object>();
        told.put("unit", asset.unit().toString());
        told.put("status", asset.standing().status().word());
        asset.standing().on().ifPresent(on -> told.put("statusOn", on.toString()));
        asset.standing().reason().ifPresent(v -> told.put("statusReason", v));
        asset.assetTag().ifPresent(v -> told.put("assetTag", v));
        asset.serial().ifPresent(v -> told.put("serial", v));
        asset.manufacturer().ifPresent(v -> told.put("manufacturer", v));
        asset.model().ifPresent(v -> told.put("model", v));
        asset.whereabouts().building().ifPresent(v -> told.put("building", v));
        asset.whereabouts().room().ifPresent(v -> told.put("room", v));
        asset.whereabouts().holder().ifPresent(v -> told.put("holder", v));
        asset.purchase().on().ifPresent(on -> told.put("purchasedOn", on.toString()));
        asset.purchase().cost().ifPresent(c -> told.put("cost", c.toPlainString()));
        asset.purchase().funding().ifPresent(v -> told.put("funding", v));
        asset.note().ifPresent(v -> told.put("note", v));
        return told;
    }
}
