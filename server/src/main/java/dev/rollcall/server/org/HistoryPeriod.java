package dev.rollcall.server.org;

/**
 * For how many days the past of the inventory is kept, of devices that are in a unit now.
 *
 * @param inherited whether that was said above this unit, or nowhere
 */
public record HistoryPeriod(int days, boolean inherited) {

    /** Three years, whatever somebody asks: records about federal awards (2 CFR 200.334). */
    static final int LEAST = 1_095;

    /** A hundred years. */
    static final int LONGEST = 36_500;

    /** Where nobody said anything: ten years (47 CFR 54.516(a), 54.1715(a)). */
    static final HistoryPeriod USUAL = new HistoryPeriod(3_653, true);
}
