package dev.rollcall.server.device.query;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Answers queries: how many devices, which, and what lists show of them. */
public final class DeviceSelection {

    private static final String FROM =
            """
            FROM device d LEFT JOIN device_presence p
                ON p.district_id = d.district_id AND p.device_id = d.id
            """;

    private final QueryContexts contexts;

    private final Optional<FleetIndex> index;

    /** Asks the database alone. */
    public DeviceSelection(QueryContexts contexts) {
        this(contexts, Optional.empty());
    }

    /**
     * @param index what it has in memory is counted and listed from there
     */
    public DeviceSelection(QueryContexts contexts, Optional<FleetIndex> index) {
        this.contexts = contexts;
        this.index = index;
    }

    /**
     * Which devices of a district; a record that is part of another one is none.
     *
     * @param visible units that the asker may see; of others not even a count is told
     */
    public record Question(
            DistrictId district, Collection<UnitId> visible, Query query, Instant now) {

        public Question {
            visible = List.copyOf(visible);
            query = query.aboutEnrolled();
        }
    }

    public SelectionCounts count(Handle handle, Question question) {
        var fleet = index.flatMap(i -> i.of(question.district()));
        return fleet.isPresent()
                ? fleet.get().count(question, contexts.gatherForMemory(handle, question))
                : countInDatabase(handle, question);
    }

    SelectionCounts countInDatabase(Handle handle, Question question) {
        var sql = compiler(handle, question);
        var whole = sql.of(question.query());
        var splitting = question.query().splitting();
        var columns = Stream.<Sql>builder();
        columns.add(
                Sql.concat(
                        sum(sql.of(question.query().scope()).yes()), Sql.of("AS total_devices")));
        columns.add(Sql.concat(Sql.of(","), sum(whole.yes()), Sql.of("AS matched_devices")));
        columns.add(Sql.concat(Sql.of(","), sum(whole.unknown()), Sql.of("AS unknown_devices")));
        columns.add(
                Sql.concat(
                        Sql.of(","),
                        sum(whole.yes().or(whole.no()).or(whole.unknown()).not()),
                        Sql.of("AS stale_devices")));
        var claims = splitting.map(Query.Atom::anyOf).orElse(List.of());
        for (int i = 0; i < claims.size(); i++) {
            var one = sql.claimed(splitting.orElseThrow().field(), claims.get(i)).yes();
            columns.add(
                    Sql.concat(Sql.of(","), sum(whole.yes().and(one)), Sql.of("AS answer" + i)));
        }
        var select =
                Sql.concat(
                        Sql.of("SELECT"),
                        Sql.concat(columns.build().toArray(Sql[]::new)),
                        Sql.of(FROM + "WHERE"),
                        visible(question));
        return select.bindTo(handle.createQuery(select.text()))
                .map((row, c) -> SelectionCounts.read(row, splitting))
                .one();
    }

    /**
     * Matching devices, and those that could match for all that is known, in the order of ids.
     *
     * @param after the last device of the page before
     */
    public List<SelectedDevice> page(
            Handle handle, Question question, Optional<DeviceId> after, int limit) {
        var fleet = index.flatMap(i -> i.of(question.district()));
        return fleet.isPresent()
                ? shown(
                        handle,
                        question,
                        fleet.get()
                                .page(
                                        question,
                                        contexts.gatherForMemory(handle, question),
                                        after.map(DeviceId::value),
                                        limit))
                : pageFromDatabase(handle, question, after, limit);
    }

    /** What lists show of these; one that is gone meanwhile is left out. */
    private static List<SelectedDevice> shown(
            Handle handle, Question question, List<Fleet.Answer> answers) {
        if (answers.isEmpty()) {
            return List.of();
        }
        var truths =
                answers.stream()
                        .collect(Collectors.toMap(Fleet.Answer::device, Fleet.Answer::truth));
        var found =
                handle.createQuery(
                                SelectedDevice.COLUMNS
                                        + """
                                         FROM UNNEST(CAST(:ids AS UUID ARRAY)) asked (id)
                                        JOIN device d ON d.district_id = :district AND d.id = asked.id
                                        LEFT JOIN device_presence p
                                            ON p.district_id = d.district_id AND p.device_id = d.id
                                        """
                                        + SelectedDevice.JOINS)
                        .registerArrayType(UUID.class, "uuid")
                        .bindArray(
                                "ids",
                                UUID.class,
                                answers.stream().map(Fleet.Answer::device).toList())
                        .bind("district", question.district())
                        .map((row, c) ->
                                SelectedDevice.read(
                                        row,
                                        truths.getOrDefault(Columns.uuid(row, "id"), Truth.UNKNOWN),
                                        question.now()))
                        .collect(Collectors.toMap(device -> device.id().value(), device -> device));
        return answers.stream()
                .map(answer -> found.get(answer.device()))
                .filter(Objects::nonNull)
                .toList();
    }

    List<SelectedDevice> pageFromDatabase(
            Handle handle, Question question, Optional<DeviceId> after, int limit) {
        var whole = compiler(handle, question).of(question.query());
        var select =
                Sql.concat(
                        Sql.of(SelectedDevice.COLUMNS + ", "),
                        whole.word(),
                        Sql.of("AS answer"),
                        Sql.of(FROM),
                        Sql.of(SelectedDevice.JOINS + " WHERE"),
                        visible(question).and(whole.no().not()),
                        after.map(id -> Sql.of("AND d.id > ?", id.value())).orElse(Sql.of("")),
                        // with the district in front H2 reads in the order of the key
                        Sql.of("ORDER BY d.district_id, d.id FETCH FIRST ? ROWS ONLY", limit));
        return select.bindTo(handle.createQuery(select.text()))
                .map((row, c) ->
                        SelectedDevice.read(
                                row,
                                Truth.valueOf(row.getString("answer").toUpperCase(Locale.ROOT)),
                                question.now()))
                .list();
    }

    /** The devices that surely match, and only those: what may be acted upon. */
    public List<DeviceId> matching(Handle handle, Question question) {
        var whole = compiler(handle, question).of(question.query());
        var select =
                Sql.concat(
                        Sql.of("SELECT d.id " + FROM + "WHERE"),
                        visible(question).and(whole.yes()),
                        Sql.of("ORDER BY d.id"));
        return select.bindTo(handle.createQuery(select.text()))
                .map((row, c) -> new DeviceId(Columns.uuid(row, "id")))
                .list();
    }

    private QuerySql compiler(Handle handle, Question question) {
        return new QuerySql(new FactColumns(contexts.gather(handle, question)));
    }

    private static Sql visible(Question question) {
        return Sql.of(
                "d.district_id = ? AND d.unit_id = ANY(?) AND d.merged_into IS NULL",
                question.district().value(),
                new Sql.Ids(question.visible().stream().map(UnitId::value).toList()));
    }

    private static Sql sum(Sql condition) {
        return Sql.concat(
                Sql.of("COALESCE(SUM(CASE WHEN"), condition, Sql.of("THEN 1 ELSE 0 END), 0)"));
    }
}
