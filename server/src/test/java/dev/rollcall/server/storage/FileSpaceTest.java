package dev.rollcall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FileSpaceTest {

    private static final long LARGE = 100_000_000;
    private static final RewriteDebt MUCH = new RewriteDebt(LARGE, LARGE, 0, 0);

    @Test
    void asMuchIsWrittenAnewAsCommandsWrote() {
        var debt = new RewriteDebt(5_000_000, 400_000, 0, 0);
        assertThat(new FileSpace(LARGE, 1, LARGE, LARGE).toRewrite(debt)).isEqualTo(400_000);
        assertThat(new FileSpace(LARGE, 1, LARGE, LARGE).toRewriteAtLeisure(debt))
                .isEqualTo(5_000_000);
    }

    @Test
    void noCommandWaitsForMoreThanAStep() {
        assertThat(new FileSpace(LARGE, 1, LARGE, LARGE).toRewrite(MUCH)).isEqualTo(1 << 20);
        assertThat(new FileSpace(LARGE, 1, LARGE, LARGE).toRewriteAtLeisure(MUCH))
                .isEqualTo(8 << 20);
    }

    @Test
    void nothingIsWrittenAnewInAFullFileOrASmallOneOrWhereHardlyAnythingIsOwed() {
        assertThat(new FileSpace(LARGE, 70, LARGE, LARGE).toRewriteAtLeisure(MUCH)).isZero();
        assertThat(new FileSpace(4_000_000, 1, LARGE, LARGE).toRewriteAtLeisure(MUCH)).isZero();
        var little = new RewriteDebt(60_000, 60_000, 0, 0);
        assertThat(new FileSpace(LARGE, 1, LARGE, LARGE).toRewriteAtLeisure(little)).isZero();
    }

    @Test
    void theLastBytesOfADiskAreTheCommands() {
        var space = new FileSpace(LARGE, 1, LARGE, 67_000_000);
        assertThat(space.toRewriteAtLeisure(MUCH)).isZero();
        assertThat(space.toRewrite(MUCH)).isPositive();
    }

    @Test
    void atMostAFifthOfTheWritersTimeIsSpent() {
        assertThat(FileSpace.due(Duration.ofMillis(99), Duration.ZERO)).isFalse();
        assertThat(FileSpace.due(Duration.ofMillis(100), Duration.ZERO)).isTrue();
        assertThat(FileSpace.due(Duration.ofMillis(199), Duration.ofMillis(50))).isFalse();
        assertThat(FileSpace.due(Duration.ofMillis(200), Duration.ofMillis(50))).isTrue();
    }
}
