package dev.rollcall.agent.inventory.network;

import dev.rollcall.common.inventory.VolatileFacts.Band;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code iw dev NAME link} says of a connection, without to what it is. A program of one
 * language only: its words are the same everywhere.
 *
 * @param signalDbm empty where it says none that can be
 * @param band by the frequency; of a connection by several links (Wi-Fi 7), that of the first
 */
record IwLink(Optional<Integer> signalDbm, Optional<Band> band) {

    static final IwLink NOTHING = new IwLink(Optional.empty(), Optional.empty());

    private static final int WEAKEST = -120;
    private static final String CONNECTED = "Connected to ";

    /** Newer ones write 5180.0 for 5180. The name of the network stands in a line of its own. */
    private static final Pattern FREQUENCY =
            Pattern.compile("\\s+freq: (\\d{3,6})(?:[.,]\\d{1,6})?(?: MHz)?\\s*");

    private static final Pattern SIGNAL =
            Pattern.compile("\\s+signal: (-\\d{1,3})(?:[.,]\\d{1,6})?(?: \\[[^\\]]*\\])? dBm\\s*");

    /** Pure. */
    static IwLink parse(String output) {
        if (!output.startsWith(CONNECTED)) {
            return NOTHING;
        }
        return new IwLink(
                first(output, SIGNAL).flatMap(IwLink::signal),
                first(output, FREQUENCY).flatMap(IwLink::band));
    }

    private static Optional<Integer> first(String output, Pattern pattern) {
        return output.lines()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .map(found -> Integer.parseInt(found.group(1)));
    }

    /** Below zero and above what any receiver hears; drivers that do not know say 0 or -256. */
    static Optional<Integer> signal(int dbm) {
        return Optional.of(dbm).filter(d -> d < 0 && d >= WEAKEST);
    }

    /** By the megahertz of a channel. */
    static Optional<Band> band(int megahertz) {
        if (megahertz >= 2400 && megahertz <= 2500) {
            return Optional.of(Band.GHZ_2_4);
        }
        if (megahertz >= 5000 && megahertz <= 5925) {
            return Optional.of(Band.GHZ_5);
        }
        return megahertz > 5925 && megahertz <= 7125 ? Optional.of(Band.GHZ_6) : Optional.empty();
    }
}
