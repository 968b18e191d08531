package dev.rollcall.server.pki.rollover;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What came of a step.
 *
 * @param changed false where it had been done before
 * @param sentence what is so now
 * @param leftBehind devices that were named by their number
 * @param offlineFile that was written and is to be moved away
 */
public record Done(boolean changed, String sentence, long leftBehind, Optional<Path> offlineFile) {

    public Done {
        Objects.requireNonNull(sentence, "sentence");
        Objects.requireNonNull(offlineFile, "offlineFile");
    }

    static Done unchanged(String sentence) {
        return new Done(false, sentence, 0, Optional.empty());
    }

    static Done changed(String sentence) {
        return new Done(true, sentence, 0, Optional.empty());
    }
}
