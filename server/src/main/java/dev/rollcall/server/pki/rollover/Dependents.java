package dev.rollcall.server.pki.rollover;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.pki.KeyId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** What other rooms know of who still depends on a key. */
public record Dependents(Holders holders, Users users, OpenOrders orders) {

    private static final int MOST_NAMES = 5;

    public Dependents {
        Objects.requireNonNull(holders, "holders");
        Objects.requireNonNull(users, "users");
        Objects.requireNonNull(orders, "orders");
    }

    /** How the living devices of a district hold a generation of the trust bundle, or a later. */
    @FunctionalInterface
    public interface Holders {
        Holding of(Handle handle, DistrictId district, long generation, Instant seenSince);
    }

    /** How many living devices have, or may have, only a certificate of an authority. */
    @FunctionalInterface
    public interface Users {
        long of(Handle handle, DistrictId district, KeyId authority, Instant now);
    }

    /** How many orders with open runs a key signed. */
    @FunctionalInterface
    public interface OpenOrders {
        long signedBy(Handle handle, DistrictId district, KeyId key);
    }

    /**
     * Counts of living devices.
     *
     * @param lacking that were seen lately and do not hold it
     * @param away that do not hold it and were not seen lately
     * @param first names of a few that are lacking
     */
    public record Holding(long holding, long lacking, long away, List<String> first) {

        public static final Holding NOBODY = new Holding(0, 0, 0, List.of());

        public Holding {
            first = List.copyOf(first);
        }

        Holding and(Holding other) {
            return new Holding(
                    holding + other.holding,
                    lacking + other.lacking,
                    away + other.away,
                    Stream.concat(first.stream(), other.first.stream()).limit(MOST_NAMES).toList());
        }
    }
}
