package dev.rollcall.server.device.query;

import dev.rollcall.common.json.Digest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that a query can ask about one device, in memory. Immutable. What nearly every query asks of
 * every device stands in the row itself: each step to another object costs more than the question.
 */
final class FleetRow {

    private final UUID id;
    private final Registry registry;
    private final @Nullable Presence presence;
    private final Sections sections;
    private final Facts facts;
    private final Policy policy;
    private final Vulnerable vulnerable;
    private final UUID unit;
    private final boolean merged;
    private final String status;
    private final String called;

    private FleetRow(
            UUID id,
            Registry registry,
            @Nullable Presence presence,
            Sections sections,
            Facts facts,
            Policy policy,
            Vulnerable vulnerable,
            String called) {
        this.id = id;
        this.registry = registry;
        this.presence = presence;
        this.sections = sections;
        this.facts = facts;
        this.policy = policy;
        this.vulnerable = vulnerable;
        this.unit = registry.unit();
        this.merged = registry.merged();
        this.status = registry.status();
        this.called = called;
    }

    /** The same, made anew: rows that are made one after the other are near each other. */
    FleetRow copy() {
        return new FleetRow(id, registry, presence, sections, facts, policy, vulnerable, called);
    }

    UUID id() {
        return id;
    }

    Registry registry() {
        return registry;
    }

    @Nullable Presence presence() {
        return presence;
    }

    Sections sections() {
        return sections;
    }

    Facts facts() {
        return facts;
    }

    Policy policy() {
        return policy;
    }

    Vulnerable vulnerable() {
        return vulnerable;
    }

    UUID unit() {
        return unit;
    }

    boolean merged() {
        return merged;
    }

    /** A word of the field status, or none of them. */
    String status() {
        return status;
    }

    /** Its names, as {@link Called} has them. */
    String called() {
        return called;
    }

    /** Whether it says the same of the same device; numbers of lists mean nothing elsewhere. */
    boolean sameAs(FleetRow other) {
        return id.equals(other.id)
                && registry.equals(other.registry)
                && Objects.equals(presence, other.presence)
                && sections.sameAs(other.sections)
                && facts.equals(other.facts)
                && policy.sameAs(other.policy)
                && vulnerable.equals(other.vulnerable);
    }

    static FleetRow of(UUID id, Registry registry) {
        return new FleetRow(
                id,
                registry,
                null,
                Sections.NONE,
                Facts.NONE,
                Policy.NONE,
                Vulnerable.UNKNOWN,
                Called.of(registry, Facts.NONE));
    }

    FleetRow with(Registry now) {
        return new FleetRow(
                id, now, presence, sections, facts, policy, vulnerable, Called.of(now, facts));
    }

    FleetRow with(@Nullable Presence now) {
        return new FleetRow(id, registry, now, sections, facts, policy, vulnerable, called);
    }

    FleetRow with(Sections now) {
        return new FleetRow(id, registry, presence, now, facts, policy, vulnerable, called);
    }

    FleetRow with(Facts now) {
        return new FleetRow(
                id,
                registry,
                presence,
                sections,
                now,
                policy,
                vulnerable,
                Called.of(registry, now));
    }

    FleetRow with(Policy now) {
        return new FleetRow(id, registry, presence, sections, facts, now, vulnerable, called);
    }

    FleetRow with(Vulnerable now) {
        return new FleetRow(id, registry, presence, sections, facts, policy, now, called);
    }

    /**
     * The record.
     *
     * @param tag of its asset
     * @param retired as what
     */
    record Registry(
            UUID unit,
            boolean merged,
            @Nullable String hostname,
            @Nullable String label,
            @Nullable String tag,
            @Nullable String serial,
            @Nullable String model,
            Standing standing,
            @Nullable String retired) {

        /** Of a record that was never enrolled, and never retired, it is nothing. */
        String status() {
            if (standing.living()) {
                return "enrolled";
            }
            if (retired != null) {
                return "retired";
            }
            var end = standing.end();
            return "retired".equals(end) ? "expected" : end == null ? "" : end;
        }

        Registry enrolledAs(Standing now) {
            return new Registry(unit, merged, hostname, label, tag, serial, model, now, retired);
        }

        Registry retiredAs(String kind) {
            return new Registry(unit, merged, hostname, label, tag, serial, model, standing, kind);
        }

        Registry taggedAs(String sticker) {
            return new Registry(
                    unit, merged, hostname, label, sticker, serial, model, standing, retired);
        }
    }

    /**
     * Its enrollments.
     *
     * @param living whether one has not ended
     * @param end why the latest ended
     * @param key how the latest keeps its key
     */
    record Standing(boolean living, @Nullable String end, @Nullable String key) {

        static final Standing NONE = new Standing(false, null, null);
    }

    record Presence(Instant lastCheckIn, @Nullable String agent) {}

    /** The sections that are in order, by number. */
    static final class Sections {

        static final Sections NONE = new Sections(Map.of(), -1, null);
        private static final long NEVER = Long.MIN_VALUE;

        /** Microseconds since 1970. */
        private final long[] collectedAt = new long[SectionNumbers.KINDS.size()];

        private final int packages;
        private final @Nullable String verdict;

        /**
         * @param packages number of the list of packages, or -1
         * @param verdict of the volumes
         */
        Sections(Map<String, Instant> at, int packages, @Nullable String verdict) {
            Arrays.fill(collectedAt, NEVER);
            at.forEach((kind, instant) -> {
                int number = SectionNumbers.of(kind);
                if (number >= 0) {
                    collectedAt[number] = micros(instant);
                }
            });
            this.packages = packages;
            this.verdict = verdict;
        }

        static long micros(Instant instant) {
            return Math.addExact(
                    Math.multiplyExact(instant.getEpochSecond(), 1_000_000L),
                    instant.getNano() / 1_000);
        }

        boolean sameAs(Sections other) {
            return Arrays.equals(collectedAt, other.collectedAt)
                    && Objects.equals(verdict, other.verdict)
                    && (packages < 0) == (other.packages < 0);
        }

        /** Whether there is such a section. */
        boolean has(int number) {
            return collectedAt[number] != NEVER;
        }

        /** Whether it was collected then or later. */
        boolean since(int number, long micros) {
            return collectedAt[number] >= micros && has(number);
        }

        int packages() {
            return packages;
        }

        @Nullable String verdict() {
            return verdict;
        }
    }

    /** What its sections say, by the number of the section. */
    static final class Facts {

        static final Facts NONE = new Facts(Map.of());

        private final SectionFacts[] sections = new SectionFacts[SectionNumbers.KINDS.size()];

        Facts(Map<Integer, SectionFacts> facts) {
            Arrays.setAll(sections, at -> facts.getOrDefault(at, SectionFacts.NONE));
        }

        boolean has(int name) {
            return sections[FactNumbers.section(name)].has(name);
        }

        /** Whether one of the values of this name is such. */
        boolean any(int name, SectionFacts.Test test) {
            return sections[FactNumbers.section(name)].any(name, test);
        }

        /** The first text of this name. */
        @Nullable String text(int name) {
            return sections[FactNumbers.section(name)].text(name);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Facts facts && Arrays.equals(sections, facts.sections);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(sections);
        }
    }

    /** What the device reported of the policy. */
    record Policy(List<Result> results) {

        static final Policy NONE = new Policy(List.of());

        Policy {
            results = List.copyOf(results);
        }

        /** In any order. */
        boolean sameAs(Policy other) {
            return results.size() == other.results.size()
                    && Set.copyOf(results).equals(Set.copyOf(other.results));
        }

        int count(Digest policy, @Nullable String state) {
            int count = 0;
            for (var result : results) {
                if (result.policy().equals(policy)
                        && (state == null || result.state().equals(state))) {
                    count++;
                }
            }
            return count;
        }
    }

    /**
     * What its packages have.
     *
     * @param worst as a word; absent where that is not known, and then so is the other
     * @param worstFixable absent, too, where none was found and some packages are not known
     */
    record Vulnerable(@Nullable String worst, @Nullable String worstFixable) {

        static final Vulnerable UNKNOWN = new Vulnerable(null, null);
    }

    /** Of one setting. */
    record Result(Digest policy, String state) {}
}
