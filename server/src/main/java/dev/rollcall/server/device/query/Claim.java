package dev.rollcall.server.device.query;

import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.inventory.PackageVersions;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** What an atom claims of a field: one of the values after the colon, or the comparison. */
public sealed interface Claim {

    /** Characters of a day in ISO 8601. */
    int DAY = 10;

    /** As it was written, for counting by answer. */
    String word();

    /** That nothing is known. */
    record IsUnknown() implements Claim {

        @Override
        public String word() {
            return "unknown";
        }
    }

    /** That what is known is too old. */
    record IsStale() implements Claim {

        @Override
        public String word() {
            return "stale";
        }
    }

    /** That it is this one of the field's choices. */
    record Is(String word) implements Claim {

        public Is {
            Objects.requireNonNull(word, "word");
        }
    }

    /** That the text, or one of the texts, matches. */
    record Matches(TextPattern pattern) implements Claim {

        @Override
        public String word() {
            return pattern.text();
        }
    }

    /** That the number compares so. */
    record Amount(Comparison comparison, long value, String word) implements Claim {

        boolean holds(long fact) {
            return comparison.holds(Long.compare(fact, value));
        }
    }

    /** That the day, or the day of the time, compares so. */
    record Day(Comparison comparison, LocalDate day) implements Claim {

        @Override
        public String word() {
            return day.toString();
        }

        /**
         * @param fact a date or a time in ISO 8601
         */
        boolean holds(String fact) {
            return comparison.holds(
                    fact.substring(0, Math.min(DAY, fact.length())).compareTo(day.toString()));
        }
    }

    /** That a package whose name matches is installed in a version that compares so. */
    record Installed(TextPattern name, Comparison comparison, String version) implements Claim {

        @Override
        public String word() {
            return name.text()
                    + (comparison == Comparison.EQUAL ? "=" : comparison.symbol())
                    + version;
        }

        boolean holds(InstalledPackage installed) {
            return name.matches(installed.name())
                    && isVersion(installed.source(), installed.version());
        }

        boolean isVersion(PackageSource source, String installed) {
            return comparison.holds(PackageVersions.compareToWritten(source, installed, version));
        }
    }

    /** That the version compares so. */
    record Version(Comparison comparison, VersionText value) implements Claim {

        @Override
        public String word() {
            return value.text();
        }

        boolean holds(String fact) {
            return comparison.holds(new VersionText(fact).compareTo(value));
        }
    }

    /** That the device is in the unit with this path of slugs, or below it. */
    record Below(List<String> slugs) implements Claim {

        public Below {
            slugs = List.copyOf(slugs);
        }

        @Override
        public String word() {
            return String.join("/", slugs);
        }

        /**
         * @param path of the device's unit, root first
         */
        boolean holds(List<String> path) {
            return Collections.indexOfSubList(path, slugs) >= 0;
        }

        /** Whether the unit with this path is the one that is named. */
        boolean names(List<String> path) {
            return path.size() >= slugs.size()
                    && path.subList(path.size() - slugs.size(), path.size()).equals(slugs);
        }
    }
}
