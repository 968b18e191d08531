package dev.rollcall.server.custody;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Somebody's word that a device is expected.
 *
 * @param by name of the person, for people
 */
record Permit(
        DistrictId district,
        UUID id,
        DeviceId device,
        Purpose purpose,
        Instant givenAt,
        String by,
        Instant validUntil,
        Optional<Instant> usedAt,
        Optional<Instant> withdrawnAt) {

    /** What it is expected to do. */
    enum Purpose {
        /** Join again, as after its disk was erased: its record goes on. */
        ENROLL_AGAIN,
        /** Come with another board, and so with another serial. */
        REPLACE_BOARD;

        String word() {
            return this == ENROLL_AGAIN ? "enroll-again" : "replace-board";
        }

        static Purpose of(String word) {
            for (var purpose : values()) {
                if (purpose.word().equals(word)) {
                    return purpose;
                }
            }
            throw new IllegalArgumentException("not a purpose: " + word);
        }
    }

    Permit {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(purpose, "purpose");
    }

    /** valid, used, withdrawn or expired. */
    String state(Instant now) {
        if (usedAt.isPresent()) {
            return "used";
        }
        if (withdrawnAt.isPresent()) {
            return "withdrawn";
        }
        return now.isBefore(validUntil) ? "valid" : "expired";
    }
}
