package dev.rollcall.agent.weight;

import static dev.rollcall.common.inventory.VolatileFacts.Restraint.INVENTORY_PAUSED;
import static dev.rollcall.common.inventory.VolatileFacts.Restraint.RESTARTED;
import static dev.rollcall.common.inventory.VolatileFacts.Restraint.SLOWED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.weight.WeightRules.Standing;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightRulesTest {

    private static final Ceilings CEILINGS = Ceilings.ofMegabytes(20, 200);
    private static final Duration LONG = Duration.ofHours(8);
    private static final Usage CALM = used(1, 90);
    private static final Usage BUSY = used(35, 90);

    @Test
    void oneWindowOverTheCeilingSlowsAndAnotherPausesTheInventory() {
        var first = next(Standing.FREE, BUSY);
        var second = next(first, BUSY);

        assertThat(first.restraint()).contains(SLOWED);
        assertThat(first.because()).contains("35.0 % of a processor over 60 s, of at most 20 %");
        assertThat(second.restraint()).contains(INVENTORY_PAUSED);
    }

    @Test
    void theFifthRestarts() {
        assertThat(after(4, LONG, false).restraint()).contains(INVENTORY_PAUSED);
        assertThat(after(5, LONG, false).restraint()).contains(RESTARTED);
    }

    @Test
    void aYoungProcessIsNotRestartedSinceThatHasJustNotHelped() {
        assertThat(after(20, Duration.ofMinutes(29), false).restraint()).contains(INVENTORY_PAUSED);
        assertThat(after(20, Duration.ofMinutes(30), false).restraint()).contains(RESTARTED);
    }

    @Test
    void noJobIsInterrupted() {
        assertThat(after(20, LONG, true).restraint()).contains(INVENTORY_PAUSED);
    }

    @Test
    void memoryCountsByItself() {
        var heavy = next(Standing.FREE, used(0, 201));

        assertThat(heavy.restraint()).contains(SLOWED);
        assertThat(heavy.because()).contains("201 MB of memory, of at most 200");
    }

    @Test
    void whatIsNotKnownIsNotHeldAgainstTheAgent() {
        var unknown =
                new Usage(Duration.ofMinutes(1), Duration.ZERO, Optional.empty(), Optional.empty());

        assertThat(next(Standing.FREE, unknown)).isEqualTo(Standing.FREE);
    }

    @Test
    void threeCalmWindowsSetItFreeAndTwoDoNot() {
        var paused = after(3, LONG, false);
        var two = next(next(paused, CALM), CALM);

        assertThat(two.restraint()).contains(INVENTORY_PAUSED);
        assertThat(two.because()).isEqualTo(paused.because());
        assertThat(next(two, CALM)).isEqualTo(Standing.FREE);
    }

    @Test
    void aCalmWindowBeginsTheCountOfBusyOnesAnew() {
        var calmed = next(after(4, LONG, false), CALM);

        assertThat(next(calmed, BUSY).restraint()).contains(SLOWED);
    }

    @ParameterizedTest
    @CsvSource({"20000, false", "20001, false", "20100, true"})
    void theCeilingItselfIsAllowed(long permilleOfPermille, boolean over) {
        var usage =
                new Usage(
                        Duration.ofSeconds(100),
                        Duration.ofMillis(permilleOfPermille),
                        Optional.empty(),
                        Optional.empty());

        assertThat(next(Standing.FREE, usage).restraint().isPresent()).isEqualTo(over);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 40, , true",
        "5, 40, , true",
        "6, 40, , false",
        "1, 20, , false",
        "1, 40, 49, false",
        "1, 40, 50, true"
    })
    void filesAreGivenBackAtRestAndOnceInAWhile(
            int percent, long megabytes, Long minutes, boolean givesBack) {
        var usage =
                new Usage(
                        Duration.ofMinutes(1),
                        Duration.ofMillis(600L * percent),
                        Optional.of(90_000_000L),
                        Optional.of(megabytes * 1_000_000));
        var since = Optional.ofNullable(minutes).map(Duration::ofMinutes);

        assertThat(WeightRules.givesBack(usage, since)).isEqualTo(givesBack);
    }

    private static Standing after(int windows, Duration alive, boolean busy) {
        var standing = Standing.FREE;
        for (int i = 0; i < windows; i++) {
            standing = WeightRules.next(standing, BUSY, CEILINGS, alive, busy);
        }
        return standing;
    }

    private static Standing next(Standing before, Usage usage) {
        return WeightRules.next(before, usage, CEILINGS, LONG, false);
    }

    private static Usage used(int percent, long megabytes) {
        return new Usage(
                Duration.ofMinutes(1),
                Duration.ofMillis(600L * percent),
                Optional.of(megabytes * 1_000_000),
                Optional.empty());
    }
}
