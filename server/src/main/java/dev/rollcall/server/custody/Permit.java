package dev.rollcall.server.custody;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import java.time.Instant;
import java.util.Locale;
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

    /** What became of it. */
    enum State {
        VALID,
        USED,
        WITHDRAWN,
        EXPIRED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Of its word; anything else is an {@link IllegalArgumentException}. */
        static State parse(String word) {
            for (var state : values()) {
                if (state.word().equals(word)) {
                    return state;
                }
            }
            throw new IllegalArgumentException("not a state: " + word);
        }
    }

    /** valid, used, withdrawn or expired. */
    String state(Instant now) {
        return stateAt(now).word();
    }

    private State stateAt(Instant now) {
        if (usedAt.isPresent()) {
            return State.USED;
        }
        if (withdrawnAt.isPresent()) {
            return State.WITHDRAWN;
        }
        return now.isBefore(validUntil) ? State.VALID : State.EXPIRED;
    }
}
