package dev.rollcall.server.device.query;

import java.util.List;

/**
 * A {@link Truth} that the database works out: three conditions of which at most one holds; where
 * none does, it is stale. No condition is ever NULL.
 */
record SqlTruth(Sql yes, Sql no, Sql unknown) {

    static SqlTruth of(Sql holds) {
        return new SqlTruth(holds, holds.not(), Sql.FALSE);
    }

    /**
     * @param known whether there is a fact
     * @param fresh whether it counts
     * @param holds what is claimed; looked at only where the fact is known
     */
    static SqlTruth of(Sql known, Sql fresh, Sql holds) {
        var counts = known.and(fresh);
        return new SqlTruth(counts.and(holds), counts.and(holds.not()), known.not());
    }

    static SqlTruth all(List<SqlTruth> parts) {
        var no = Sql.any(parts.stream().map(SqlTruth::no).toList());
        var unknown = Sql.any(parts.stream().map(SqlTruth::unknown).toList());
        return new SqlTruth(
                Sql.all(parts.stream().map(SqlTruth::yes).toList()), no, unknown.and(no.not()));
    }

    static SqlTruth any(List<SqlTruth> parts) {
        var yes = Sql.any(parts.stream().map(SqlTruth::yes).toList());
        var unknown = Sql.any(parts.stream().map(SqlTruth::unknown).toList());
        return new SqlTruth(
                yes, Sql.all(parts.stream().map(SqlTruth::no).toList()), unknown.and(yes.not()));
    }

    SqlTruth not() {
        return new SqlTruth(no, yes, unknown);
    }

    /** The truth's word as a column. */
    Sql word() {
        return Sql.concat(
                Sql.of("CASE WHEN"),
                yes,
                Sql.of("THEN 'yes' WHEN"),
                no,
                Sql.of("THEN 'no' WHEN"),
                unknown,
                Sql.of("THEN 'unknown' ELSE 'stale' END"));
    }
}
