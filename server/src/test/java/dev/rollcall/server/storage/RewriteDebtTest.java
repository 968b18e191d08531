package dev.rollcall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RewriteDebtTest {

    private static final long FILE = 100_000_000;
    private static final RewriteDebt NOTHING = new RewriteDebt(0, 0, 1_000, 0);

    @Test
    void whatCommandsWroteIsOwed() {
        var debt = NOTHING.at(space(1_700)).at(space(2_000));
        assertThat(debt.bytes()).isEqualTo(1_000);
        assertThat(debt.since()).isEqualTo(1_000);
    }

    @Test
    void whatWasWrittenAnewIsPaidAndNotOwedAgain() {
        var paid = NOTHING.at(space(2_000)).promised(600);
        assertThat(paid.bytes()).isEqualTo(400);
        assertThat(paid.since()).isZero();
        assertThat(paid.at(space(2_600))).isEqualTo(new RewriteDebt(400, 0, 2_600, 0));
    }

    @Test
    void whatABusyWriterCouldNotDoIsKeptForLater() {
        var debt = NOTHING;
        for (int written = 2_000; written <= 11_000; written += 1_000) {
            debt = debt.at(space(written));
        }
        assertThat(debt.bytes()).isEqualTo(10_000);
    }

    @Test
    void anIdleWriterPaysWithAllThatItWritesAndOwesNothingForIt() {
        var debt = NOTHING.at(space(5_000)).paid(space(7_000)).at(space(7_000));
        assertThat(debt.bytes()).isEqualTo(2_000);
    }

    @Test
    void noMoreIsOwedThanTheFileHas() {
        assertThat(RewriteDebt.OF_ALL.at(space(1)).bytes()).isEqualTo(FILE);
    }

    @Test
    void aFileOpenedAgainCountsFromZero() {
        assertThat(NOTHING.at(space(300)).bytes()).isEqualTo(300);
    }

    private static FileSpace space(long written) {
        return new FileSpace(FILE, 50, written, FILE);
    }
}
