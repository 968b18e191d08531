package dev.rollcall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FileSpaceTest {

    private static final long LARGE = 100_000_000;

    @Test
    void asMuchIsWrittenAnewAsCommandsWrote() {
        assertThat(new FileSpace(LARGE, 50, 900_000).toRewrite(100_000)).isEqualTo(400_000);
    }

    @Test
    void noCommandWaitsForMoreThanAMegabyte() {
        assertThat(new FileSpace(LARGE, 1, LARGE).toRewrite(0)).isEqualTo(1 << 20);
    }

    @Test
    void nothingIsWrittenAnewInAFullFileOrASmallOneOrWhereHardlyAnythingWasWritten() {
        assertThat(new FileSpace(LARGE, 70, LARGE).toRewrite(0)).isZero();
        assertThat(new FileSpace(4_000_000, 1, LARGE).toRewrite(0)).isZero();
        assertThat(new FileSpace(LARGE, 1, LARGE).toRewrite(LARGE - 60_000)).isZero();
    }

    @Test
    void atMostAFifthOfTheWritersTimeIsSpent() {
        assertThat(FileSpace.due(Duration.ofMillis(99), Duration.ZERO)).isFalse();
        assertThat(FileSpace.due(Duration.ofMillis(100), Duration.ZERO)).isTrue();
        assertThat(FileSpace.due(Duration.ofMillis(199), Duration.ofMillis(50))).isFalse();
        assertThat(FileSpace.due(Duration.ofMillis(200), Duration.ofMillis(50))).isTrue();
    }
}
