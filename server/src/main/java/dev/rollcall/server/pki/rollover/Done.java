package dev.rollcall.server.pki.rollover;

import dev.rollcall.server.pki.key.PrivateHalf.InToken;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What came of a step.
 *
 * @param changed false where it had been done before
 * @param sentence what is so now
 * @param leftBehind devices that were named by their number
 * @param offlineFile that was written and is to be moved away
 * @param keptInToken keys that are finished, and stay in their token until somebody deletes them
 */
public record Done(
        boolean changed,
        String sentence,
        long leftBehind,
        Optional<Path> offlineFile,
        List<InToken> keptInToken) {

    public Done {
        Objects.requireNonNull(sentence, "sentence");
        Objects.requireNonNull(offlineFile, "offlineFile");
        keptInToken = List.copyOf(keptInToken);
    }

    static Done unchanged(String sentence) {
        return new Done(false, sentence, 0, Optional.empty(), List.of());
    }

    static Done changed(String sentence) {
        return new Done(true, sentence, 0, Optional.empty(), List.of());
    }
}
