package dev.rollcall.server.custody;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.custody.Asset.Machine;
import dev.rollcall.server.custody.Asset.Standing;
import dev.rollcall.server.custody.Asset.Whereabouts;
import dev.rollcall.server.custody.AssetLine.Linked;
import dev.rollcall.server.device.RetiredAs;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AssetFindingTest {

    private static final Instant NOW = Instant.parse("2026-11-27T09:00:00Z");
    private static final Instant SINCE = Instant.parse("2026-10-28T09:00:00Z");
    private static final UnitId SCHOOL = new UnitId(new UUID(1, 1));
    private static final UnitId LAB = new UnitId(new UUID(1, 2));
    private static final UnitId OTHER = new UnitId(new UUID(1, 3));

    private static AssetLine line(AssetStatus status, Linked... devices) {
        var asset =
                Asset.of(new UUID(2, 2), SCHOOL, Machine.unseen("PF3K7Q2A"))
                        .standing(
                                new Standing(
                                        status,
                                        Optional.of(LocalDate.of(2026, 11, 1)),
                                        Optional.empty()));
        var placed =
                new Asset(
                        asset.id(),
                        asset.unit(),
                        asset.serial(),
                        asset.assetTag(),
                        asset.manufacturer(),
                        asset.model(),
                        asset.standing(),
                        new Whereabouts(Optional.of("Annex"), Optional.empty(), Optional.empty()),
                        asset.purchase(),
                        asset.note(),
                        true);
        return new AssetLine(
                placed, NOW, Optional.empty(), Optional.empty(), false, List.of(devices));
    }

    private static Linked device(UnitId unit, String seen, RetiredAs... as) {
        return new Linked(
                new DeviceId(UUID.randomUUID()),
                unit,
                "pc",
                Optional.of(Instant.parse(seen)),
                List.of(as).stream().findFirst());
    }

    private static Set<AssetFinding> judge(AssetLine line) {
        return AssetFinding.of(
                line,
                SINCE,
                (unit, above) -> unit.equals(above) || (unit.equals(LAB) && above.equals(SCHOOL)));
    }

    @Test
    void whatIsSeenWhereItBelongsIsAccountedFor() {
        assertThat(judge(line(AssetStatus.IN_SERVICE, device(LAB, "2026-11-26T08:00:00Z"))))
                .isEmpty();
    }

    @Test
    void whatIsInServiceHasADeviceThatWasSeenThere() {
        assertThat(judge(line(AssetStatus.IN_SERVICE))).containsExactly(AssetFinding.NO_DEVICE);
        assertThat(judge(line(AssetStatus.IN_SERVICE, device(LAB, "2026-10-01T08:00:00Z"))))
                .containsExactly(AssetFinding.NOT_SEEN);
        assertThat(judge(line(AssetStatus.IN_SERVICE, device(OTHER, "2026-11-26T08:00:00Z"))))
                .containsExactly(AssetFinding.ELSEWHERE);
        assertThat(
                        judge(
                                line(
                                        AssetStatus.IN_SERVICE,
                                        device(LAB, "2026-11-26T08:00:00Z", RetiredAs.LOST))))
                .containsExactly(AssetFinding.DEVICE_RETIRED);
    }

    @Test
    void whatIsInACupboardNeedNotBeSeen() {
        assertThat(judge(line(AssetStatus.IN_STORAGE))).isEmpty();
        assertThat(judge(line(AssetStatus.IN_REPAIR, device(LAB, "2026-01-01T08:00:00Z"))))
                .isEmpty();
    }

    @Test
    void whatIsGoneIsNotSeenAnyMore() {
        assertThat(judge(line(AssetStatus.STOLEN))).isEmpty();
        assertThat(judge(line(AssetStatus.STOLEN, device(LAB, "2026-11-02T08:00:00Z")))).isEmpty();
        assertThat(judge(line(AssetStatus.STOLEN, device(LAB, "2026-11-04T08:00:00Z"))))
                .containsExactly(AssetFinding.STILL_SEEN);
    }
}
