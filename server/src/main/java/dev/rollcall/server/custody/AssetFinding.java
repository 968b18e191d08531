package dev.rollcall.server.custody;

import dev.rollcall.common.id.UnitId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;

/** Why a thing is not accounted for. */
enum AssetFinding {
    /** Said to be in service, and no device record is it. */
    NO_DEVICE,
    /** Said to be in service, and its device was not heard of for long. */
    NOT_SEEN,
    /** Its device is in a unit that is not below the asset's. */
    ELSEWHERE,
    /** Said to be here, and its device was retired. */
    DEVICE_RETIRED,
    /** Said to be gone, and its device was heard of since. */
    STILL_SEEN,
    /** Neither where it is nor who has it is known. */
    NO_PLACE,
    NO_SERIAL,
    /** Another asset has its serial or its tag. */
    TWICE;

    /** The name on the wire, such as {@code not-seen}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Of its word; anything else is an {@link IllegalArgumentException}. */
    static AssetFinding parse(String word) {
        return Arrays.stream(values())
                .filter(f -> f.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a finding: " + word));
    }

    /**
     * What is wrong with an asset. Pure.
     *
     * @param seenSince a device that was heard of before does not count as seen
     * @param isBelow whether a unit (first) is another (second) or below it
     */
    static Set<AssetFinding> of(
            AssetLine line, Instant seenSince, BiPredicate<UnitId, UnitId> isBelow) {
        var found = EnumSet.noneOf(AssetFinding.class);
        var asset = line.asset();
        var status = asset.standing().status();
        var newest = line.newest();
        var heard = newest.flatMap(AssetLine.Linked::lastCheckIn);
        if (status.isGone()) {
            // the day is a person's, in a zone that we do not know: a day more either way
            var gone =
                    asset.standing()
                            .on()
                            .map(on -> on.plusDays(2).atStartOfDay(ZoneOffset.UTC).toInstant())
                            .orElse(line.since());
            if (heard.filter(at -> at.isAfter(gone)).isPresent()) {
                found.add(STILL_SEEN);
            }
            return found;
        }
        if (status == AssetStatus.IN_SERVICE && newest.isEmpty()) {
            found.add(NO_DEVICE);
        }
        if (!line.devices().isEmpty()
                && line.devices().stream().allMatch(d -> d.retired().isPresent())) {
            found.add(DEVICE_RETIRED);
        } else if (newest.isPresent()) {
            if (status == AssetStatus.IN_SERVICE
                    && heard.filter(at -> !at.isBefore(seenSince)).isEmpty()) {
                found.add(NOT_SEEN);
            }
            if (!isBelow.test(newest.get().unit(), asset.unit())) {
                found.add(ELSEWHERE);
            }
        }
        if (asset.whereabouts().isUnknown()) {
            found.add(NO_PLACE);
        }
        if (asset.serial().isEmpty()) {
            found.add(NO_SERIAL);
        }
        if (line.isTwice()) {
            found.add(TWICE);
        }
        return found;
    }
}
