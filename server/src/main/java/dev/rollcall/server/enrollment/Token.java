package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.TokenId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.problem.ProblemCode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A permit to enroll devices into one unit, without its secret.
 *
 * @param uses how many devices it is for
 * @param used how many it has enrolled, those counted that wait for a decision
 * @param serials how many serials it is bound to; to none where it is 0
 * @param addresses from where it may be used; from everywhere where there are none
 * @param cameFrom the record in another district of the device that is transferred with it
 */
public record Token(
        DistrictId district,
        TokenId id,
        UnitId unit,
        Optional<String> note,
        int uses,
        int used,
        int serials,
        List<AddressRange> addresses,
        Instant createdAt,
        Instant expiresAt,
        Optional<Instant> revokedAt,
        Optional<DeviceId> cameFrom) {

    public Token {
        Objects.requireNonNull(district, "district");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(unit, "unit");
        note = Objects.requireNonNullElse(note, Optional.empty());
        addresses = List.copyOf(addresses);
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(expiresAt, "expiresAt");
        revokedAt = Objects.requireNonNullElse(revokedAt, Optional.empty());
        cameFrom = Objects.requireNonNullElse(cameFrom, Optional.empty());
    }

    /** Why it does not permit an enrollment now; empty when it does. */
    public Optional<ProblemCode> objection(Instant now) {
        if (revokedAt.isPresent()) {
            return Optional.of(ProblemCode.TOKEN_REVOKED);
        }
        if (!now.isBefore(expiresAt)) {
            return Optional.of(ProblemCode.TOKEN_EXPIRED);
        }
        return used >= uses ? Optional.of(ProblemCode.TOKEN_SPENT) : Optional.empty();
    }
}
