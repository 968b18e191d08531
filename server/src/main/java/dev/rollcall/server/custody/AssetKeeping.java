package dev.rollcall.server.custody;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.inventory.SerialNumbers;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.custody.Asset.Purchase;
import dev.rollcall.server.custody.Asset.Standing;
import dev.rollcall.server.custody.Asset.Whereabouts;
import dev.rollcall.server.custody.AssetRows.Saying;
import dev.rollcall.server.device.Device;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** What people say of assets: judged, written and audited, in the transactions of its callers. */
final class AssetKeeping {

    private final Assets assets;
    private final AuditLog audit;

    AssetKeeping(Assets assets, AuditLog audit) {
        this.assets = assets;
        this.audit = audit;
    }

    /** What a new one would be; a serial or a tag that there is already is a {@link Problem}. */
    Asset judged(Handle handle, Caller caller, DistrictId district, AssetChange said) {
        var unit = unit(caller, district, said);
        caller.require(Permission.DEVICE_CHANGE, district, unit);
        var made = said.applied(blank(root(district)), unit, caller.now());
        requireAlone(handle, district, made);
        return made;
    }

    Asset add(Handle handle, Caller caller, DistrictId district, AssetChange said) {
        var made = judged(handle, caller, district, said);
        assets.make(handle, district, made, Saying.by(caller.name()), caller.now());
        audit.record(
                handle,
                AuditEvent.of(
                        district,
                        caller.actor(),
                        caller.now(),
                        "created",
                        "asset",
                        made.id().toString(),
                        AssetViews.told(made)));
        return made;
    }

    /** What it would be; a serial or a tag that another has is a {@link Problem}. */
    Asset changed(
            Handle handle, Caller caller, DistrictId district, Asset before, AssetChange said) {
        caller.require(Permission.DEVICE_CHANGE, district, before.unit());
        var unit = said.unit().isPresent() ? unit(caller, district, said) : before.unit();
        caller.require(Permission.DEVICE_CHANGE, district, unit);
        var after = said.applied(before, unit, caller.now());
        requireAlone(handle, district, after);
        return after;
    }

    void change(Handle handle, Caller caller, DistrictId district, Asset before, Asset after) {
        assets.change(handle, district, before, after, Saying.by(caller.name()), caller.now());
        audit.record(
                handle,
                AuditEvent.changed(
                        district,
                        caller.actor(),
                        caller.now(),
                        verb(before, after),
                        "asset",
                        before.id().toString(),
                        AssetViews.told(before),
                        AssetViews.told(after)));
    }

    private static String verb(Asset before, Asset after) {
        boolean was = before.standing().status().isGone();
        boolean is = after.standing().status().isGone();
        if (was == is) {
            return "changed";
        }
        return is ? "retired" : "unretired";
    }

    /** From now on the device is the thing; what contradicts that is a {@link Problem}. */
    void link(Handle handle, Caller caller, DistrictId district, Asset asset, Device device) {
        caller.require(Permission.DEVICE_CHANGE, district, asset.unit());
        caller.require(Permission.DEVICE_CHANGE, district, device.unit());
        if (asset.standing().status().isGone()) {
            throw conflict(
                    asset.name()
                            + " is "
                            + asset.standing().status().word()
                            + ": say first that it is back");
        }
        var says =
                device.description()
                        .serial()
                        .map(SerialNumbers::normal)
                        .filter(s -> !SerialNumbers.isJunk(s));
        if (says.isPresent() && asset.serial().isPresent() && !asset.hasSerial(says.get())) {
            throw conflict(
                    "the device says that its serial is "
                            + says.get()
                            + ", and the asset's is "
                            + asset.serial().get()
                            + ": correct the asset's serial, or permit the device another board");
        }
        var before = assets.of(handle, district, device.id());
        assets.link(handle, district, device.id(), asset.id(), caller.now());
        if (says.isPresent() && asset.serial().isEmpty()) {
            takeSerial(handle, caller, district, asset, says.get());
        }
        linked(handle, caller, district, device, "linked", before, Optional.of(asset));
    }

    /** What only inventory knew of the same thing goes into the record that people keep. */
    private void takeSerial(
            Handle handle, Caller caller, DistrictId district, Asset asset, String serial) {
        for (var other : assets.withSerial(handle, district, serial)) {
            if (other.byPeople() || !assets.devices(handle, district, serial).isEmpty()) {
                throw conflict(
                        "another asset has the device's serial "
                                + serial
                                + ": "
                                + other.name()
                                + "; link the device to that one");
            }
            AssetRows.close(handle, district, other.id(), caller.now());
        }
        var seen = asset.seenAs(Asset.Machine.unseen(serial));
        change(handle, caller, district, asset, seen);
    }

    void unlink(Handle handle, Caller caller, DistrictId district, Asset asset, Device device) {
        caller.require(Permission.DEVICE_CHANGE, district, asset.unit());
        caller.require(Permission.DEVICE_CHANGE, district, device.unit());
        var before = assets.of(handle, district, device.id());
        if (before.filter(a -> a.id().equals(asset.id())).isEmpty()) {
            throw conflict(device.displayName() + " is not linked to " + asset.name());
        }
        assets.unlink(handle, district, device.id(), caller.now());
        linked(handle, caller, district, device, "unlinked", before, Optional.empty());
    }

    private void linked(
            Handle handle,
            Caller caller,
            DistrictId district,
            Device device,
            String verb,
            Optional<Asset> before,
            Optional<Asset> after) {
        audit.record(
                handle,
                AuditEvent.changed(
                        district,
                        caller.actor(),
                        caller.now(),
                        verb,
                        "device",
                        device.id().toString(),
                        asset(before),
                        asset(after)));
    }

    private static Map<String, Object> asset(Optional<Asset> asset) {
        return asset.<Map<String, Object>>map(
                        a -> Map.of("asset", a.id().toString(), "name", a.name()))
                .orElseGet(Map::of);
    }

    /** Hostile inventory may claim any tag: only what people said holds one. */
    private void requireAlone(Handle handle, DistrictId district, Asset asset) {
        var serial =
                asset.serial().stream()
                        .flatMap(s -> assets.withSerial(handle, district, s).stream());
        var tag =
                asset.assetTag().stream()
                        .flatMap(t -> assets.withTag(handle, district, t).stream())
                        .filter(Asset::byPeople);
        Stream.concat(serial, tag)
                .filter(other -> !other.id().equals(asset.id()))
                .findFirst()
                .ifPresent(other -> {
                    boolean same =
                            asset.serial().isPresent() && other.serial().equals(asset.serial());
                    throw conflict(
                            "another asset has this "
                                    + (same ? "serial" : "tag")
                                    + ": "
                                    + other.name()
                                    + " ("
                                    + other.id()
                                    + ")");
                });
    }

    private static UnitId unit(Caller caller, DistrictId district, AssetChange said) {
        return said.unit()
                .filter(u -> !u.isEmpty())
                .map(u -> caller.unit(district, u))
                .orElseGet(() -> root(district));
    }

    private Asset blank(UnitId unit) {
        return new Asset(
                assets.nextId(),
                unit,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Standing.IN_SERVICE,
                Whereabouts.UNKNOWN,
                Purchase.UNKNOWN,
                Optional.empty(),
                true);
    }

    static UnitId root(DistrictId district) {
        return new UnitId(district.value());
    }

    /** That may be seen; what may not is not found. */
    Asset find(Handle handle, Caller caller, DistrictId district, UUID id) {
        var asset =
                assets.find(handle, district, id)
                        .orElseThrow(
                                () -> new Problem(ProblemCode.NOT_FOUND, "there is no such asset"));
        caller.require(Permission.DEVICE_VIEW, district, asset.unit());
        return asset;
    }

    static Problem conflict(String sentence) {
        return new Problem(ProblemCode.CONFLICT, sentence);
    }
}
