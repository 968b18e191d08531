package dev.rollcall.server.custody;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.custody.AssetRows.Saying;
import dev.rollcall.server.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Takes the rows of a list, each by itself: one with a serial or tag that is known changes that
 * asset, another makes one, and one that cannot be is told with why and left out.
 */
final class AssetIntake {

    private final Assets assets;
    private final AssetKeeping keeping;

    AssetIntake(Assets assets, AssetKeeping keeping) {
        this.assets = assets;
        this.keeping = keeping;
    }

    /** What becomes of a row. */
    enum Verdict {
        NEW,
        CHANGED,
        SAME,
        PROBLEM;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A row. @param line of the file, for people */
    record Row(int line, AssetChange asset) {

        Row {
            Objects.requireNonNull(asset, "asset");
        }
    }

    /**
     * @param asset that it is about; absent of a problem, and of a new one that is not made yet
     * @param field that is to be blamed
     */
    record Judged(
            int line,
            Verdict verdict,
            Optional<UUID> asset,
            Optional<String> problem,
            Optional<String> field) {

        private static Judged of(int line, Verdict verdict, Optional<UUID> asset) {
            return new Judged(line, verdict, asset, Optional.empty(), Optional.empty());
        }

        private static Judged problem(int line, Problem problem) {
            return new Judged(
                    line,
                    Verdict.PROBLEM,
                    Optional.empty(),
                    Optional.of(problem.detail()),
                    Optional.ofNullable(problem.fields().get("field")).map(Object::toString));
        }
    }

    /**
     * @param list of which the rows are; without it nothing is written
     */
    List<Judged> take(
            Handle handle,
            Caller caller,
            DistrictId district,
            List<Row> rows,
            Optional<UUID> list) {
        var judged = new ArrayList<Judged>();
        var taken = new HashMap<String, Integer>();
        for (var row : rows) {
            try {
                requireOnce(row, taken);
                judged.add(one(handle, caller, district, row, list));
            } catch (Problem problem) {
                judged.add(Judged.problem(row.line(), problem));
            }
        }
        return judged;
    }

    private static void requireOnce(Row row, Map<String, Integer> taken) {
        var said = row.asset();
        var names = new ArrayList<String>();
        said.serial("serial").ifPresent(s -> names.add("serial " + s));
        said.assetTag().filter(t -> !t.isEmpty()).ifPresent(t -> names.add("tag " + t));
        for (var name : names) {
            var before = taken.putIfAbsent(name, row.line());
            if (before != null) {
                throw AssetKeeping.conflict("line " + before + " has the " + name + " too");
            }
        }
    }

    private Judged one(
            Handle handle, Caller caller, DistrictId district, Row row, Optional<UUID> list) {
        var known = known(handle, district, row.asset());
        if (known.isPresent()) {
            var before = known.get();
            var after = keeping.changed(handle, caller, district, before, row.asset());
            if (after.equals(before) || list.isEmpty()) {
                var verdict = after.equals(before) ? Verdict.SAME : Verdict.CHANGED;
                return Judged.of(row.line(), verdict, Optional.of(before.id()));
            }
            var saying = Saying.imported(caller.name(), list.get());
            assets.change(handle, district, before, after, saying, caller.now());
            return Judged.of(row.line(), Verdict.CHANGED, Optional.of(before.id()));
        }
        var made = keeping.judged(handle, caller, district, row.asset());
        list.ifPresent(id ->
                assets.make(
                        handle, district, made, Saying.imported(caller.name(), id), caller.now()));
        return Judged.of(row.line(), Verdict.NEW, list.map(_ -> made.id()));
    }

    /** The asset that a row means: by its serial, else by its tag. */
    private Optional<Asset> known(Handle handle, DistrictId district, AssetChange said) {
        var serial = said.serial("serial");
        if (serial.isPresent()) {
            var same = assets.withSerial(handle, district, serial.get());
            if (same.size() > 1) {
                throw AssetKeeping.conflict("several assets have the serial " + serial.get());
            }
            if (!same.isEmpty()) {
                return Optional.of(same.getFirst());
            }
        }
        var tag = said.assetTag().filter(t -> !t.isEmpty());
        if (tag.isEmpty()) {
            return Optional.empty();
        }
        var same =
                assets.withTag(handle, district, tag.get()).stream()
                        .filter(a -> a.byPeople() || serial.isEmpty())
                        .toList();
        if (same.size() > 1) {
            throw AssetKeeping.conflict("several assets have the tag " + tag.get());
        }
        if (serial.isPresent() && same.stream().anyMatch(a -> a.serial().isPresent())) {
            throw AssetKeeping.conflict(
                    "the asset with the tag "
                            + tag.get()
                            + " has another serial: "
                            + same.getFirst().serial().orElseThrow());
        }
        return same.stream().findFirst();
    }
}
