package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.TokenId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.AddressKind;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * One question to a person about a device: whether it may join, or which record it is.
 *
 * @param number of its district, from 1
 * @param group number of the first with the same token, unit and kind
 * @param key fingerprint of the key that asks to join
 * @param serial as the device claims it, or as its hardware says
 * @param candidate the record that it may be
 * @param enrollment what became of it, or what it is about
 * @param tokenRevoked when its token was, since it asked
 */
public record Review(
        DistrictId district,
        int number,
        int group,
        ReviewKind kind,
        UnitId unit,
        Optional<TokenId> token,
        Optional<Digest> key,
        Optional<String> serial,
        Optional<AddressKind> address,
        Optional<DeviceId> candidate,
        Optional<EnrollmentId> enrollment,
        Instant firstAsked,
        Instant lastAsked,
        Optional<Instant> tokenRevoked,
        Decision decision) {

    /** How far it is. */
    public enum State {
        WAITING,
        APPROVED,
        DENIED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static State of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * What was decided.
     *
     * @param asCandidate whether it is the candidate, and no new record
     * @param by name of the person, for people
     */
    public record Decision(
            State state,
            boolean asCandidate,
            Optional<Instant> at,
            Optional<String> by,
            Optional<String> reason) {

        static final Decision NONE =
                new Decision(
                        State.WAITING, false, Optional.empty(), Optional.empty(), Optional.empty());

        public Decision {
            Objects.requireNonNull(state, "state");
        }
    }

    public Review {
        Objects.requireNonNull(district, "district");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(firstAsked, "firstAsked");
        Objects.requireNonNull(lastAsked, "lastAsked");
        Objects.requireNonNull(decision, "decision");
    }

    /** What people call it, such as {@code R-12}. */
    public String name() {
        return name(number);
    }

    static String name(int number) {
        return "R-" + number;
    }

    /** Of {@code R-12} or {@code 12}; anything else is an IllegalArgumentException. */
    static int number(String name) {
        var digits = name.regionMatches(true, 0, "R-", 0, 2) ? name.substring(2) : name;
        if (!digits.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException("not a review such as R-12: " + name);
        }
        return Integer.parseInt(digits);
    }

    State state() {
        return decision.state();
    }
}
