package dev.rollcall.common.inventory;

import dev.rollcall.common.json.Digest;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What an agent says of one section without sending its body.
 *
 * @param kind which section
 * @param state how collecting went
 * @param digest of the canonical body; present exactly when the state is ok
 * @param age since the facts were collected, by the agent's monotonic clock: device clocks are
 *     never trusted
 * @param detail one line for a technician when the state is failed or timed-out
 */
public record SectionReport(
        SectionKind kind,
        SectionState state,
        Optional<Digest> digest,
        Duration age,
        Optional<String> detail) {

    public SectionReport {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(state, "state");
        digest = Objects.requireNonNullElse(digest, Optional.empty());
        detail =
                Objects.requireNonNullElse(detail, Optional.<String>empty())
                        .map(SectionReport::shorten);
        if (digest.isPresent() != (state == SectionState.OK)) {
            throw new IllegalArgumentException("a digest belongs to state ok and to no other");
        }
        if (age.isNegative()) {
            throw new IllegalArgumentException("age is negative");
        }
    }

    public static SectionReport ok(SectionKind kind, Digest digest, Duration age) {
        return new SectionReport(kind, SectionState.OK, Optional.of(digest), age, Optional.empty());
    }

    public static SectionReport without(
            SectionKind kind, SectionState state, Duration age, String detail) {
        return new SectionReport(kind, state, Optional.empty(), age, Optional.of(detail));
    }

    private static String shorten(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200);
    }
}
