package dev.rollcall.server.custody;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.custody.Permit.Purpose;
import dev.rollcall.server.device.Merge;
import dev.rollcall.server.device.RecordKeeper;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Keeps track of the thing when two records of it become one. The record that goes on is the asset
 * of the enrollment that lives, and who was expected as the other is expected as this one.
 */
public final class CarriedCustody implements RecordKeeper {

    private final Assets assets;
    private final Permits permits;

    public CarriedCustody(Assets assets, Permits permits) {
        this.assets = assets;
        this.permits = permits;
    }

    @Override
    public void merged(Handle handle, Merge merge, boolean goesOn) {
        var district = merge.district();
        var now = merge.since();
        var of = assets.of(handle, district, merge.from()).map(Asset::id);
        var into = assets.of(handle, district, merge.into()).map(Asset::id);
        Assets.end(handle, district, merge.from(), now);
        if (of.isPresent() && !of.equals(into) && (goesOn || into.isEmpty())) {
            assets.link(handle, district, merge.into(), of.get(), now);
        }
        for (var purpose : Purpose.values()) {
            permits.valid(handle, district, merge.from(), purpose, now)
                    .ifPresent(permit -> carry(handle, permit, merge));
        }
    }

    private void carry(Handle handle, Permit permit, Merge merge) {
        permits.withdraw(handle, permit, merge.since());
        var own =
                permits.valid(
                        handle, merge.district(), merge.into(), permit.purpose(), merge.since());
        if (own.isEmpty()) {
            permits.give(
                    handle,
                    merge.district(),
                    merge.into(),
                    permit.purpose(),
                    permit.by(),
                    merge.since(),
                    permit.validUntil());
        }
    }

    /** Permits stay where they are: who is expected as whom is a person's word. */
    @Override
    public List<String> unmerged(Handle handle, Merge merge, boolean goesBack, Instant now) {
        var district = merge.district();
        assets.endedAt(handle, district, merge.from(), merge.since())
                .ifPresent(asset -> assets.link(handle, district, merge.from(), asset, now));
        if (begunThen(handle, district, merge.into(), merge.since())) {
            var before = assets.endedAt(handle, district, merge.into(), merge.since());
            Assets.end(handle, district, merge.into(), now);
            before.ifPresent(asset -> assets.link(handle, district, merge.into(), asset, now));
        }
        return permits.given(handle, district, merge.into(), merge.since())
                ? List.of("a permit that went along stays with " + merge.into())
                : List.of();
    }

    /** Whether its asset is the one that it was given by the merge. */
    private boolean begunThen(Handle handle, DistrictId district, DeviceId into, Instant since) {
        Optional<UUID> begun = assets.begunAt(handle, district, into, since);
        return begun.isPresent() && assets.of(handle, district, into).map(Asset::id).equals(begun);
    }
}
