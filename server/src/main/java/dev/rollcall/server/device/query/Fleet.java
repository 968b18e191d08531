package dev.rollcall.server.device.query;

import dev.rollcall.server.device.query.FleetQuery.Asked;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The devices of a district at one moment, in the order of their ids. Immutable. */
public final class Fleet {

    /** Ids are compared as databases do: as 16 bytes without a sign. */
    private static final Comparator<UUID> ORDER =
            Comparator.comparing(UUID::getMostSignificantBits, Long::compareUnsigned)
                    .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);

    /** Rows that one thread takes at once. */
    private static final int CHUNK = 4_096;

    /** Rows that are looked at before it is asked whether a page is full. */
    private static final int WINDOW = 4 * CHUNK;

    private static final int SYSTEM = FactNumbers.of("operating-system.prettyName");

    /** Lists of packages that nobody has any more, beyond as many as are in use. */
    private static final int SPARE_LISTS = 2_000;

    private static final int SPARE_WORDS = 100_000;
    private static final int SPARE_ENTRIES = 2_000_000;

    /** How much there was when everything was in use. */
    private record AtFirst(int lists, long entries, int words) {}

    private final FleetRow[] rows;
    private final PackageLists packages;
    private final SharedValues shared;
    private final AtFirst atFirst;

    private Fleet(FleetRow[] rows, PackageLists packages, SharedValues shared, AtFirst atFirst) {
        this.rows = rows;
        this.packages = packages;
        this.shared = shared;
        this.atFirst = atFirst;
    }

    static Fleet of(Map<UUID, FleetRow> devices, PackageLists packages, SharedValues shared) {
        var rows = devices.values().toArray(FleetRow[]::new);
        Arrays.sort(rows, Comparator.comparing(FleetRow::id, ORDER));
        return new Fleet(
                rows,
                packages,
                shared,
                new AtFirst(packages.size(), packages.entries(), shared.size()));
    }

    int size() {
        return rows.length;
    }

    /** Texts that its rows share, and those that no row has any more. */
    SharedValues shared() {
        return shared;
    }

    /** Whether so much of what is kept for the rows is past that it is better read anew. */
    boolean isWorn() {
        return packages.size() > 2 * atFirst.lists() + SPARE_LISTS
                || packages.entries() > 2 * atFirst.entries() + SPARE_ENTRIES
                || shared.size() > 2 * atFirst.words() + SPARE_WORDS;
    }

    PackageLists packages() {
        return packages;
    }

    /** With these in the place of what they were, or besides. */
    Fleet with(Map<UUID, FleetRow> changed) {
        var next = rows.clone();
        var added = new ArrayList<FleetRow>();
        changed.forEach((id, row) -> {
            int at = indexOf(id);
            if (at >= 0) {
                next[at] = row;
            } else {
                added.add(row);
            }
        });
        if (added.isEmpty()) {
            return new Fleet(next, packages, shared, atFirst);
        }
        var more = Arrays.copyOf(next, next.length + added.size());
        for (int i = 0; i < added.size(); i++) {
            more[next.length + i] = added.get(i);
        }
        Arrays.sort(more, Comparator.comparing(FleetRow::id, ORDER));
        return new Fleet(more, packages, shared, atFirst);
    }

    /** Devices about which another one says something else. */
    List<UUID> differences(Fleet other) {
        var differing = new ArrayList<UUID>();
        for (var row : rows) {
            if (other.row(row.id()).filter(row::sameAs).isEmpty()) {
                differing.add(row.id());
            }
        }
        for (var row : other.rows) {
            if (row(row.id()).isEmpty()) {
                differing.add(row.id());
            }
        }
        return differing;
    }

    Optional<FleetRow> row(UUID id) {
        int at = indexOf(id);
        return at < 0 ? Optional.empty() : Optional.of(rows[at]);
    }

    /** Like {@link Arrays#binarySearch}. */
    private int indexOf(UUID id) {
        int low = 0;
        int high = rows.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = ORDER.compare(rows[middle].id(), id);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -(low + 1);
    }

    /** A query about the devices of some units. */
    private record Ready(Set<UUID> visible, Asked whole) {

        boolean sees(FleetRow row) {
            return !row.merged() && visible.contains(row.unit());
        }

        Truth of(FleetRow row) {
            return sees(row) ? whole.of(row) : Truth.NO;
        }
    }

    private Ready ready(DeviceSelection.Question question, Function<Query, Asked> compiled) {
        var visible = new HashSet<UUID>();
        question.visible().forEach(unit -> visible.add(unit.value()));
        return new Ready(visible, compiled.apply(question.query()));
    }

    SelectionCounts count(DeviceSelection.Question question, QueryContext context) {
        var compiler = new FleetQuery(new FleetTests(context, packages));
        var ready = ready(question, compiler::of);
        var scope = compiler.of(question.query().scope());
        var splitting = question.query().splitting();
        var claims =
                splitting
                        .map(atom ->
                                atom.anyOf().stream()
                                        .map(claim -> compiler.claimed(atom.field(), claim))
                                        .toList())
                        .orElse(List.of());
        var tally =
                chunks(0, rows.length)
                        .map(chunk -> {
                            var counted = new FleetTally(claims.size());
                            for (int at = chunk.from(); at < chunk.to(); at++) {
                                var row = rows[at];
                                if (ready.sees(row)) {
                                    counted.add(row, ready.whole(), scope, claims);
                                }
                            }
                            return counted;
                        })
                        .reduce(new FleetTally(claims.size()), FleetTally::plus);
        return tally.counts(splitting);
    }

    /** In order, for several processors at once. */
    Stream<FleetRow> rows() {
        return chunks(0, rows.length)
                .flatMap(chunk -> Arrays.stream(rows, chunk.from(), chunk.to()));
    }

    /** Some rows. */
    private record Chunk(int from, int to) {}

    /** Several processors take a part each: a question is one pass over memory. */
    private static Stream<Chunk> chunks(int from, int to) {
        return IntStream.range(0, (to - from + CHUNK - 1) / CHUNK)
                .parallel()
                .mapToObj(i -> new Chunk(from + i * CHUNK, Math.min(to, from + (i + 1) * CHUNK)));
    }

    /** An answer about one. @param system what it calls its operating system */
    record Answer(UUID device, Truth truth, @Nullable String system) {}

    /** Those that surely match. */
    List<UUID> matching(DeviceSelection.Question question, QueryContext context) {
        var ready = ready(question, new FleetQuery(new FleetTests(context, packages))::of);
        return rows().filter(row -> ready.of(row) == Truth.YES).map(FleetRow::id).toList();
    }

    /** Those that match or could, from behind a device on. */
    List<Answer> page(
            DeviceSelection.Question question,
            QueryContext context,
            Optional<UUID> after,
            int limit) {
        var ready = ready(question, new FleetQuery(new FleetTests(context, packages))::of);
        int from = after.map(this::indexOf).orElse(-1);
        int at = from >= 0 ? from + 1 : after.isPresent() ? -(from + 1) : 0;
        var page = new ArrayList<Answer>();
        for (; at < rows.length && page.size() < limit; at += WINDOW) {
            chunks(at, Math.min(rows.length, at + WINDOW))
                    .map(chunk -> answers(ready, chunk, limit))
                    .toList()
                    .forEach(page::addAll);
        }
        return page.size() > limit ? List.copyOf(page.subList(0, limit)) : page;
    }

    private List<Answer> answers(Ready ready, Chunk chunk, int most) {
        var answers = new ArrayList<Answer>();
        for (int at = chunk.from(); at < chunk.to() && answers.size() < most; at++) {
            var truth = ready.of(rows[at]);
            if (truth != Truth.NO) {
                answers.add(new Answer(rows[at].id(), truth, rows[at].facts().text(SYSTEM)));
            }
        }
        return answers;
    }
}
