package dev.rollcall.server.device;

import dev.rollcall.server.storage.PlainText;
import java.util.Objects;
import java.util.Optional;

/**
 * What a device last said about itself, for lists; longer words are cut to what a list can show.
 */
public record Description(
        Optional<String> hostname,
        Optional<String> serial,
        Optional<String> manufacturer,
        Optional<String> model) {

    public static final Description NONE =
            new Description(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final int LONGEST_HOSTNAME = 255;
    private static final int LONGEST = 120;

    public Description {
        hostname = clean(hostname, LONGEST_HOSTNAME);
        serial = clean(serial, LONGEST);
        manufacturer = clean(manufacturer, LONGEST);
        model = clean(model, LONGEST);
    }

    /** Blank is absent. */
    private static Optional<String> clean(Optional<String> word, int longest) {
        return Objects.requireNonNullElse(word, Optional.<String>empty())
                .map(w -> PlainText.line(w, longest))
                .filter(w -> !w.isEmpty());
    }
}
