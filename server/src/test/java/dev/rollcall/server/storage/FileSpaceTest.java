package dev.rollcall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FileSpaceTest {

    private static final long LARGE = 100_000_000;
    private static final long MIB = 1L << 20;

    @Test
    void noMoreIsWrittenAnewThanAStep() {
        assertThat(new FileSpace(LARGE, 1, LARGE).toRewrite(400_000, MIB)).isEqualTo(400_000);
        assertThat(new FileSpace(LARGE, 1, LARGE).toRewrite(LARGE, MIB)).isEqualTo(1_048_576);
    }

    @Test
    void nothingIsWrittenAnewInAFullFileOrASmallOneOrWhereHardlyAnythingIsWanted() {
        assertThat(new FileSpace(LARGE, 70, LARGE).toRewrite(LARGE, MIB)).isZero();
        assertThat(new FileSpace(4_000_000, 1, LARGE).toRewrite(LARGE, MIB)).isZero();
        assertThat(new FileSpace(LARGE, 1, LARGE).toRewrite(60_000, MIB)).isZero();
    }

    @Test
    void atMostAFifthOfTheWritersTimeIsSpent() {
        assertThat(FileSpace.due(Duration.ofMillis(99), Duration.ZERO)).isFalse();
        assertThat(FileSpace.due(Duration.ofMillis(100), Duration.ZERO)).isTrue();
        assertThat(FileSpace.due(Duration.ofMillis(199), Duration.ofMillis(50))).isFalse();
        assertThat(FileSpace.due(Duration.ofMillis(200), Duration.ofMillis(50))).isTrue();
    }
}
