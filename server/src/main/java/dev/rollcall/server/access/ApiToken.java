package dev.rollcall.server.access;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.PersonId;
import dev.rollcall.common.id.TokenId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What is known of an API token; not the token, which nobody can see again. */
public record ApiToken(
        DistrictId district,
        TokenId id,
        PersonId person,
        String name,
        Set<Permission> permissions,
        Instant createdAt,
        Instant expiresAt,
        Optional<Instant> revokedAt,
        Optional<Instant> lastUsedAt) {

    public ApiToken {
        permissions = Set.copyOf(permissions);
    }

    public boolean holdsAt(Instant now) {
        return revokedAt.isEmpty() && now.isBefore(expiresAt);
    }

    /** A token that was just made, to be shown once. */
    public record Made(TokenId id, String token, Instant expiresAt) {

        /** Without the token. */
        @Override
        public String toString() {
            return "Made[" + id + "]";
        }
    }
}
