package dev.rollcall.server.custody;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A physical thing as it is now.
 *
 * @param serial as it is compared
 */
record Asset(
        UUID id,
        String serial,
        Optional<String> assetTag,
        Optional<String> manufacturer,
        Optional<String> model) {

    Asset {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(serial, "serial");
    }

    /** With what was seen of it later; what was not said stays as it was known. */
    Asset seenAs(Asset later) {
        return new Asset(
                id,
                later.serial(),
                later.assetTag().or(this::assetTag),
                later.manufacturer().or(this::manufacturer),
                later.model().or(this::model));
    }
}
