package dev.rollcall.server.org;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UnitTreeTest {

    private static final DistrictId DISTRICT = new DistrictId(new UUID(1, 0));

    private final Unit root = unit(0, null, "springfield");
    private final Unit lincoln = unit(1, root, "lincoln");
    private final Unit lab = unit(2, lincoln, "lincoln-lab");
    private final Unit adams = unit(3, root, "adams");
    private final UnitTree tree = UnitTree.of(List.of(lab, adams, lincoln, root));

    private static Unit unit(long number, Unit parent, String slug) {
        return new Unit(
                DISTRICT,
                new UnitId(new UUID(1, number)),
                number == 0 ? UnitKind.DISTRICT : UnitKind.SCHOOL,
                Optional.ofNullable(parent).map(Unit::id),
                slug,
                slug,
                ZoneOffset.UTC,
                ReturnGrace.USUAL,
                HistoryPeriod.USUAL);
    }

    @Test
    void ancestorsComeRootFirstWithoutTheUnitItself() {
        assertThat(tree.ancestors(lab.id())).containsExactly(root, lincoln);
        assertThat(tree.path(lab.id())).containsExactly(root, lincoln, lab);
        assertThat(tree.ancestors(root.id())).isEmpty();
    }

    @Test
    void aSubtreeHoldsTheUnitAndAllBelow() {
        assertThat(tree.subtree(lincoln.id())).containsExactly(lincoln, lab);
        assertThat(tree.all()).containsExactly(root, adams, lincoln, lab);
        assertThat(tree.subtree(new UnitId(new UUID(9, 9)))).isEmpty();
    }

    @Test
    void aUnitIsFoundByItsSlug() {
        assertThat(tree.find("adams")).contains(adams);
        assertThat(tree.find("jefferson")).isEmpty();
    }

    @Test
    void noMoveMakesACycleOrASecondRoot() {
        assertThat(tree.objectionToMove(lincoln.id(), lab.id())).isPresent();
        assertThat(tree.objectionToMove(lincoln.id(), lincoln.id())).isPresent();
        assertThat(tree.objectionToMove(root.id(), adams.id())).isPresent();
        assertThat(tree.objectionToMove(lincoln.id(), adams.id())).isEmpty();
    }

    @Test
    void aDamagedTableCannotMakeItRunForever() {
        var one = unit(5, lab, "one");
        var two =
                new Unit(
                        DISTRICT,
                        lab.id(),
                        UnitKind.LAB,
                        Optional.of(one.id()),
                        "x",
                        "two",
                        ZoneOffset.UTC,
                        ReturnGrace.USUAL,
                        HistoryPeriod.USUAL);
        var damaged = UnitTree.of(List.of(one, two));

        assertThat(damaged.path(one.id())).hasSize(2);
        assertThat(damaged.subtree(one.id())).hasSize(2);
    }
}
