package dev.rollcall.agent.weight;

/**
 * What the agent may use before it restrains itself.
 *
 * @param processorPercent of one processor, averaged over a minute
 * @param memoryBytes resident, what it shares with others included
 */
public record Ceilings(int processorPercent, long memoryBytes) {

    static final long MEGABYTE = 1_000_000;

    /** Far more than an agent in good order takes: a first inventory is 2 seconds of work. */
    public static final Ceilings DEFAULT = ofMegabytes(20, 200);

    public Ceilings {
        if (processorPercent < 1 || processorPercent > 10_000) {
            throw new IllegalArgumentException("a ceiling of 1 to 10000 percent expected");
        }
        if (memoryBytes < 100 * MEGABYTE) {
            throw new IllegalArgumentException("a ceiling of at least 100 MB expected");
        }
    }

    /** As they are written on a command line. */
    public static Ceilings ofMegabytes(int processorPercent, int megabytes) {
        return new Ceilings(processorPercent, megabytes * MEGABYTE);
    }
}
