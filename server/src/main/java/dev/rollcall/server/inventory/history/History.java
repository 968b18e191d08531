package dev.rollcall.server.inventory.history;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.inventory.Bodies;
import dev.rollcall.server.inventory.history.Change.Kind;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** What became different on devices. Safe for use by many threads. */
public final class History {

    /** Of one section at one instant; a new release of the system changes thousands of packages. */
    private static final int MOST_OF_A_SECTION = 20;

    private static final int STEP = 200;

    /** Sections that are looked at for one page; most of them changed as a routine. */
    private static final int MOST_LOOKED_AT = 4_000;

    private final Differences differences;

    public History(Bodies bodies) {
        this.differences = new Differences(bodies);
    }

    /** A section that began to hold. */
    private record Begun(
            DeviceId device,
            UnitId unit,
            String deviceName,
            SectionKind kind,
            Instant at,
            SectionState state,
            Optional<Digest> digest,
            Optional<Digest> before,
            Optional<String> detail) {}

    /** The latest changes first, from a place on. */
    public Feed.Part feed(Handle handle, Feed.Question question, Optional<Place> after, int limit) {
        var entries = new ArrayList<Feed.Entry>();
        var last = after;
        for (int seen = 0; seen < MOST_LOOKED_AT; seen += STEP) {
            var begun = begun(handle, question, last);
            for (var section : begun) {
                var changes = shown(handle, question, section);
                int from = skip(last, section);
                for (int i = from; i < changes.size(); i++) {
                    if (entries.size() == limit) {
                        return new Feed.Part(entries, Optional.of(entries.getLast().place()));
                    }
                    entries.add(
                            new Feed.Entry(
                                    place(section, i), section.deviceName(), changes.get(i)));
                }
            }
            if (begun.size() < STEP) {
                return new Feed.Part(entries, Optional.empty());
            }
            last = Optional.of(place(begun.getLast(), Integer.MAX_VALUE - 1));
        }
        return new Feed.Part(entries, last);
    }

    private static int skip(Optional<Place> last, Begun section) {
        return last.filter(place -> place.equals(place(section, place.index())))
                .map(place -> place.index() + 1)
                .orElse(0);
    }

    private static Place place(Begun section, int index) {
        return new Place(section.at(), section.device(), section.kind(), index);
    }

    private List<Change> shown(Handle handle, Feed.Question question, Begun section) {
        if (question.units().getOrDefault(section.unit(), Instant.EPOCH).isAfter(section.at())) {
            return List.of();
        }
        var changes =
                changes(handle, question.district(), section).stream()
                        .filter(change -> question.routine() || !change.routine())
                        .toList();
        if (changes.size() <= MOST_OF_A_SECTION) {
            return changes;
        }
        int more = changes.size() - MOST_OF_A_SECTION + 1;
        var some = new ArrayList<>(changes.subList(0, MOST_OF_A_SECTION - 1));
        some.add(
                Change.whole(
                        Kind.CHANGED,
                        section.kind().name(),
                        Optional.of(Integer.toString(more)),
                        "and " + more + " more changes of " + section.kind()));
        return some;
    }

    private List<Change> changes(Handle handle, DistrictId district, Begun section) {
        var kind = section.kind();
        if (section.digest().isEmpty()) {
            return List.of(notCollected(kind, section.state(), section.detail()));
        }
        if (section.before().isEmpty()) {
            return List.of(first(kind));
        }
        return differences.between(
                handle, district, kind, section.before().get(), section.digest().get());
    }

    /**
     * What differs between two instants, section by section; routine things too.
     *
     * @param keptSince what ended before that may be forgotten
     */
    public List<Change> between(
            Handle handle,
            DistrictId district,
            DeviceId device,
            Instant from,
            Instant to,
            Instant keptSince) {
        var were = held(handle, district, device, from);
        var are = held(handle, district, device, to);
        var changes = new ArrayList<Change>();
        for (var section : are) {
            var kind = section.kind();
            var before = were.stream().filter(s -> s.kind().equals(kind)).findFirst();
            if (section.state() != SectionState.OK || section.digest().isEmpty()) {
                changes.add(notCollected(kind, section.state(), section.detail()));
            } else if (before.isEmpty()) {
                var known = knownSince(handle, district, device, kind);
                changes.add(known.isBefore(keptSince) ? notKept(kind) : first(kind));
            } else if (before.get().digest().isPresent()) {
                changes.addAll(
                        differences.between(
                                handle,
                                district,
                                kind,
                                before.get().digest().get(),
                                section.digest().get()));
            }
        }
        were.stream()
                .map(Held::kind)
                .filter(kind -> are.stream().noneMatch(s -> s.kind().equals(kind)))
                .forEach(kind -> changes.add(gone(kind)));
        return List.copyOf(changes);
    }

    /** One line for a new device; that each of its sections is new, too, is no news. */
    private static Change first(SectionKind kind) {
        boolean hardware = kind.equals(HardwareSection.KIND);
        return new Change(
                Kind.FIRST,
                kind.name(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                !hardware,
                hardware ? "first inventory" : kind + " reported for the first time");
    }

    private static Change notKept(SectionKind kind) {
        return Change.whole(
                Kind.NOT_KEPT,
                kind.name(),
                Optional.empty(),
                "what " + kind + " was then is not kept any more");
    }

    private static Instant knownSince(
            Handle handle, DistrictId district, DeviceId device, SectionKind kind) {
        return handle.createQuery(
                        """
                        SELECT MIN(valid_from) AS since FROM inventory_section
                        WHERE district_id = :district AND device_id = :device AND kind = :kind
                        """)
                .bind("district", district)
                .bind("device", device)
                .bind("kind", kind.name())
                .map((row, c) -> Columns.instant(row, "since"))
                .one();
    }

    private static Change gone(SectionKind kind) {
        return Change.whole(
                Kind.GONE, kind.name(), Optional.empty(), kind + " is reported no more");
    }

    private static Change notCollected(SectionKind kind, SectionState state, Optional<String> why) {
        var sentence =
                state == SectionState.OFF
                        ? kind + " is switched off"
                        : kind + " could not be collected";
        return Change.whole(
                Kind.NOT_COLLECTED, kind.name(), why, sentence + why.map(w -> ": " + w).orElse(""));
    }

    private record Held(
            SectionKind kind,
            SectionState state,
            Optional<Digest> digest,
            Optional<String> detail) {}

    /** As they were in order for the last time at an instant, of those that held then. */
    private static List<Held> held(
            Handle handle, DistrictId district, DeviceId device, Instant at) {
        return handle.createQuery(
                        """
                        SELECT s.kind, s.state, s.detail, COALESCE(s.digest, (
                                SELECT b.digest FROM inventory_section b
                                WHERE b.district_id = s.district_id AND b.device_id = s.device_id
                                    AND b.kind = s.kind AND b.valid_from < s.valid_from
                                    AND b.digest IS NOT NULL
                                ORDER BY b.valid_from DESC FETCH FIRST 1 ROWS ONLY)) AS digest
                        FROM inventory_section s
                        WHERE s.district_id = :district AND s.device_id = :device
                            AND s.valid_from <= :at AND (s.valid_to IS NULL OR s.valid_to > :at)
                        ORDER BY s.kind
                        """)
                .bind("district", district)
                .bind("device", device)
                .bind("at", at)
                .map((row, c) ->
                        new Held(
                                new SectionKind(row.getString("kind")),
                                SectionState.valueOf(row.getString("state")),
                                Columns.optionalDigest(row, "digest"),
                                Columns.optionalText(row, "detail")))
                .list();
    }

    private static List<Begun> begun(Handle handle, Feed.Question question, Optional<Place> after) {
        var sql =
                new StringBuilder(
                        """
                        SELECT s.device_id, d.unit_id, s.kind, s.valid_from, s.state, s.digest, s.detail,
                            COALESCE(d.label, d.hostname, d.serial) AS device_name,
                            (SELECT b.digest FROM inventory_section b
                                WHERE b.district_id = s.district_id AND b.device_id = s.device_id
                                    AND b.kind = s.kind AND b.valid_from < s.valid_from
                                    AND b.digest IS NOT NULL
                                ORDER BY b.valid_from DESC FETCH FIRST 1 ROWS ONLY) AS before
                        FROM inventory_section s
                        JOIN device d ON d.district_id = s.district_id AND d.id = s.device_id
                        WHERE s.district_id = :district AND s.valid_from > :from
                            AND s.valid_from <= :to AND d.unit_id = ANY(:units)
                        """);
        question.device().ifPresent(device -> sql.append(" AND s.device_id = :device"));
        if (!question.kinds().isEmpty()) {
            sql.append(" AND s.kind IN (<kinds>)");
        }
        after.ifPresent(place ->
                sql.append(
                        """
                         AND (s.valid_from < :at OR s.valid_from = :at
                            AND (s.device_id < :after OR s.device_id = :after
                                AND s.kind <= :afterKind))
                        """));
        sql.append(
                """
                 ORDER BY s.district_id DESC, s.valid_from DESC, s.device_id DESC, s.kind DESC
                FETCH FIRST :step ROWS ONLY
                """);
        var query =
                handle.createQuery(sql.toString())
                        .registerArrayType(UUID.class, "uuid")
                        .bind("district", question.district())
                        .bind("from", question.from())
                        .bind("to", after.map(Place::at).orElse(question.to()))
                        .bindArray(
                                "units",
                                UUID.class,
                                question.units().keySet().stream().map(UnitId::value).toList())
                        .bind("step", STEP);
        question.device().ifPresent(device -> query.bind("device", device));
        if (!question.kinds().isEmpty()) {
            query.bindList("kinds", question.kinds().stream().map(SectionKind::name).toList());
        }
        after.ifPresent(place ->
                query.bind("at", place.at())
                        .bind("after", place.device())
                        .bind("afterKind", place.kind().name()));
        return query.map((row, c) ->
                        new Begun(
                                new DeviceId(Columns.uuid(row, "device_id")),
                                new UnitId(Columns.uuid(row, "unit_id")),
                                Columns.optionalText(row, "device_name")
                                        .orElse(Columns.uuid(row, "device_id").toString()),
                                new SectionKind(row.getString("kind")),
                                Columns.instant(row, "valid_from"),
                                SectionState.valueOf(row.getString("state")),
                                Columns.optionalDigest(row, "digest"),
                                Columns.optionalDigest(row, "before"),
                                Columns.optionalText(row, "detail")))
                .list();
    }
}
