package dev.rollcall.server.org;

/**
 * For how many days after the end of its certificate a device may return by itself.
 *
 * @param days 0 for not at all
 * @param inherited whether that was said above this unit, or nowhere
 */
public record ReturnGrace(int days, boolean inherited) {

    /** Ten years. */
    static final int LONGEST = 3_650;

    /** Where nobody said anything: a year in a cupboard, and a summer. */
    static final ReturnGrace USUAL = new ReturnGrace(400, true);
}
