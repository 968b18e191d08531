package dev.rollcall.server.enrollment;

import dev.rollcall.server.audit.Actor;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Who decides, what and why.
 *
 * @param named whether each review was named, and not all of a group or of a token
 * @param reason asked of who denies
 */
record Decider(
        Verb verb,
        boolean asCandidate,
        boolean named,
        Optional<String> reason,
        Actor actor,
        Instant now) {

    /** What is done with a review. */
    enum Verb {
        APPROVE,
        DENY,
        /** Takes back a denial, or an approval that nothing came of yet. */
        REOPEN
    }

    Decider {
        Objects.requireNonNull(verb, "verb");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(now, "now");
    }
}
