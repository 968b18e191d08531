package dev.rollcall.server.storage;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.JobId;
import dev.rollcall.common.id.PersonId;
import dev.rollcall.common.id.PolicyId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.id.TokenId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.ArgumentFactory;

/**
 * How our values stand in columns: ids as UUID, instants as TIMESTAMP WITH TIME ZONE in
 * microseconds, digests and bytes as BYTEA. The static methods read them from a result row.
 */
public final class Columns {

    private Columns() {}

    static Jdbi register(Jdbi jdbi) {
        id(jdbi, DistrictId.class, DistrictId::value);
        id(jdbi, UnitId.class, UnitId::value);
        id(jdbi, DeviceId.class, DeviceId::value);
        id(jdbi, EnrollmentId.class, EnrollmentId::value);
        id(jdbi, JobId.class, JobId::value);
        id(jdbi, RunId.class, RunId::value);
        id(jdbi, PolicyId.class, PolicyId::value);
        id(jdbi, PersonId.class, PersonId::value);
        id(jdbi, TokenId.class, TokenId::value);
        argument(jdbi, Instant.class, Types.TIMESTAMP_WITH_TIMEZONE, Columns::offset);
        argument(jdbi, Digest.class, Types.VARBINARY, Digest::toBytes);
        argument(jdbi, Bytes.class, Types.VARBINARY, Bytes::toArray);
        return jdbi;
    }

    public static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    public static Optional<Instant> optionalInstant(ResultSet row, String column)
            throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
                .map(OffsetDateTime::toInstant);
    }

    public static Optional<UUID> optionalUuid(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, UUID.class));
    }

    public static Optional<String> optionalText(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    public static Digest digest(ResultSet row, String column) throws SQLException {
        return Digest.ofHash(row.getBytes(column));
    }

    public static Optional<Digest> optionalDigest(ResultSet row, String column)
            throws SQLException {
        return Optional.ofNullable(row.getBytes(column)).map(Digest::ofHash);
    }

    public static Bytes bytes(ResultSet row, String column) throws SQLException {
        return Bytes.copyOf(row.getBytes(column));
    }

    static OffsetDateTime offset(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    private static <T> void id(Jdbi jdbi, Class<T> type, Function<T, UUID> value) {
        argument(jdbi, type, Types.OTHER, value::apply);
    }

    private static <T> void argument(
            Jdbi jdbi, Class<T> type, int sqlType, Function<T, Object> value) {
        jdbi.registerArgument(
                (ArgumentFactory)
                        (asked, bound, config) -> {
                            if (!type.equals(asked)) {
                                return Optional.empty();
                            }
                            return Optional.of((position, statement, context) -> {
                                if (bound == null) {
                                    statement.setNull(position, sqlType);
                                } else {
                                    statement.setObject(position, value.apply(type.cast(bound)));
                                }
                            });
                        });
    }
}
