package dev.rollcall.server.audit;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Who did it.
 *
 * @param id stays in the chain for good
 * @param name erasable
 * @param address where a person's request came from; erasable
 */
public record Actor(Kind kind, String id, String name, Optional<String> address) {

    /** What sort of actor. */
    public enum Kind {
        PERSON,
        DEVICE,
        SYSTEM;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Actor {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        address = Objects.requireNonNullElse(address, Optional.empty());
    }

    /** The server itself: a timer, or a command on its own machine. */
    public static Actor system() {
        return new Actor(Kind.SYSTEM, "system", "Rollcall", Optional.empty());
    }

    /** Without an address: at home it is the family's. */
    public static Actor device(String enrollment) {
        return new Actor(Kind.DEVICE, enrollment, enrollment, Optional.empty());
    }

    public static Actor person(String id, String name, Optional<String> address) {
        return new Actor(Kind.PERSON, id, name, address);
    }
}
