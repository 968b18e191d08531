package dev.rollcall.server.device.query;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Answers queries, from memory: how many devices, which, and what lists show of them. */
public final class DeviceSelection {

    private final QueryContexts contexts;
    private final Fleets fleets;

    public DeviceSelection(QueryContexts contexts, Fleets fleets) {
        this.contexts = contexts;
        this.fleets = fleets;
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

    /** How many. */
    public SelectionCounts count(Handle handle, Question question) {
        return fleets.of(handle, question.district())
                .count(question, contexts.gather(handle, question));
    }

    /**
     * Matching devices, and those that could match for all that is known, in the order of ids.
     *
     * @param after the last device of the page before
     */
    public List<SelectedDevice> page(
            Handle handle, Question question, Optional<DeviceId> after, int limit) {
        return shown(
                handle,
                question,
                fleets.of(handle, question.district())
                        .page(
                                question,
                                contexts.gather(handle, question),
                                after.map(DeviceId::value),
                                limit));
    }

    /** The devices that surely match, and only those: what may be acted upon. */
    public List<DeviceId> matching(Handle handle, Question question) {
        return fleets
                .of(handle, question.district())
                .matching(question, contexts.gather(handle, question))
                .stream()
                .map(DeviceId::new)
                .toList();
    }

    /** What lists show of these; one that is gone meanwhile is left out. */
    private static List<SelectedDevice> shown(
            Handle handle, Question question, List<Fleet.Answer> answers) {
        if (answers.isEmpty()) {
            return List.of();
        }
        var asked =
                answers.stream().collect(Collectors.toMap(Fleet.Answer::device, answer -> answer));
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
                                        Objects.requireNonNull(asked.get(Columns.uuid(row, "id"))),
                                        question.now()))
                        .collect(Collectors.toMap(device -> device.id().value(), device -> device));
        return answers.stream()
                .map(answer -> found.get(answer.device()))
                .filter(Objects::nonNull)
                .toList();
    }
}
