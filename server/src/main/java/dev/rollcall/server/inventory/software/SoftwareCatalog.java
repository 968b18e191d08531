package dev.rollcall.server.inventory.software;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.server.device.query.Fleets;
import dev.rollcall.server.device.query.PackageCounts;
import dev.rollcall.server.device.query.PackageCounts.Holders;
import dev.rollcall.server.device.query.PastPackages;
import dev.rollcall.server.device.query.SectionContents;
import dev.rollcall.server.inventory.software.Software.Spread;
import dev.rollcall.server.storage.Database;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is installed. What devices have now comes from memory, as it is when somebody asks;
 * what they had before is read out of the history once for each instant and kept for a while, see
 * {@link KeptPasts}. Safe for use by many threads.
 */
public final class SoftwareCatalog {

    private final Database database;
    private final Fleets fleets;
    private final SectionContents contents;
    private final KeptPasts pasts = new KeptPasts();

    public SoftwareCatalog(Database database, Fleets fleets, SectionContents contents) {
        this.database = database;
        this.fleets = fleets;
        this.contents = contents;
    }

    /**
     * Of whom and of when is asked.
     *
     * @param units where the devices are now
     * @param before the instant to compare with; none that is to come
     */
    public record Question(
            DistrictId district, Collection<UnitId> units, Instant now, Instant before) {

        public Question {
            units = List.copyOf(units);
            before = before.isAfter(now) ? now : before;
        }
    }

    /**
     * What devices that are enrolled have, or had, in the order of names; each title is counted
     * when it is taken. Not to be called while a connection to the database is held.
     *
     * @param name which names are looked at
     * @param from the first of them, or what would be before it
     * @throws dev.rollcall.server.problem.Problem when that would take long
     */
    public Stream<Software> of(Question question, Predicate<String> name, String from) {
        var fleet = database.read(h -> fleets.of(h, question.district()));
        var past =
                pasts.of(
                        question,
                        () ->
                                database.read(h ->
                                        PastPackages.read(
                                                h,
                                                question.district(),
                                                question.before(),
                                                contents,
                                                fleet)));
        var now = PackageCounts.now(fleet, question.units());
        var then = PackageCounts.then(fleet, question.units(), past);
        return Names.merged(Names.from(now.names(), from), Names.from(then.names(), from))
                .filter(name)
                .flatMap(each -> titles(each, now, then));
    }

    private static Stream<Software> titles(String name, PackageCounts now, PackageCounts then) {
        var present = now.named(name);
        var past = then.named(name);
        return Arrays.stream(PackageSource.values())
                .filter(source -> present.containsKey(source) || past.containsKey(source))
                .map(source -> title(name, source, present.get(source), past.get(source)));
    }

    private static Software title(
            String name,
            PackageSource source,
            PackageCounts.@Nullable Title now,
            PackageCounts.@Nullable Title then) {
        var present = now == null ? Map.<String, Holders>of() : now.versions();
        var past = then == null ? Map.<String, Holders>of() : then.versions();
        var all = new HashSet<>(present.keySet());
        all.addAll(past.keySet());
        var versions = new HashMap<String, Spread>();
        all.forEach(
                version -> versions.put(version, spread(present.get(version), past.get(version))));
        return new Software(
                name,
                source,
                spread(now == null ? null : now.all(), then == null ? null : then.all()),
                versions);
    }

    private static Spread spread(@Nullable Holders now, @Nullable Holders then) {
        var since = now == null ? Instant.MAX : now.firstSeen();
        var before = then == null ? Instant.MAX : then.firstSeen();
        return new Spread(
                now == null ? 0 : now.devices(),
                then == null ? 0 : then.devices(),
                before.isBefore(since) ? before : since);
    }
}
