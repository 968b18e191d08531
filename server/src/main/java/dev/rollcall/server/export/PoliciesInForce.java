package dev.rollcall.server.export;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Digest;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** What this room needs of the policies: what was in force at an instant, by unit. */
@FunctionalInterface
public interface PoliciesInForce {

    Map<UnitId, Settings> at(Handle handle, DistrictId district, Instant at);

    /** The settings of a unit. @param hash that results name @param keys of all of them */
    record Settings(Digest hash, Set<String> keys) {

        static final Settings NONE = new Settings(Digest.of(""), Set.of());

        public Settings {
            Objects.requireNonNull(hash, "hash");
            keys = Set.copyOf(keys);
        }
    }
}
