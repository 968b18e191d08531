package dev.rollcall.server.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.rollcall.common.id.PersonId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A role of a person at a place, or a denial of it.
 *
 * @param from the first instant it holds
 * @param to the first instant it holds no more; empty for until further notice
 */
public record Grant(
        UUID id,
        PersonId person,
        Place place,
        Role role,
        Effect effect,
        Instant from,
        Optional<Instant> to) {

    /** Whether it gives or takes. */
    public enum Effect {
        ALLOW,
        DENY;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Effect parse(String word) {
            return switch (word) {
                case "allow" -> ALLOW;
                case "deny" -> DENY;
                default -> throw new IllegalArgumentException("not an effect: " + word);
            };
        }
    }

    public Grant {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(person, "person");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(effect, "effect");
        Objects.requireNonNull(from, "from");
        to = Objects.requireNonNullElse(to, Optional.empty());
    }

    public boolean holdsAt(Instant now) {
        return !now.isBefore(from) && to.map(now::isBefore).orElse(true);
    }

    /** The same as something given. */
    Grant allowing() {
        return new Grant(id, person, place, role, Effect.ALLOW, from, to);
    }

    /** The same as something taken. */
    Grant denying() {
        return new Grant(id, person, place, role, Effect.DENY, from, to);
    }

    /**
     * What the audit keeps of it.
     *
     * @param until when it ends, or ended
     */
    public Map<String, Object> told(Optional<Instant> until) {
        var what = new LinkedHashMap<String, Object>();
        what.put("person", person.toString());
        what.put("unit", place.unit().toString());
        what.put("role", role.word());
        what.put("effect", effect.word());
        what.put("from", from.toString());
        until.ifPresent(end -> what.put("until", end.toString()));
        return what;
    }
}
