package dev.rollcall.server.cli;

import dev.rollcall.server.cli.terminal.Sizes;
import dev.rollcall.server.cli.terminal.Times;
import dev.rollcall.server.cli.terminal.Words;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** One figure of a device as it went, such as what is free on a volume. Pure. */
final class Trend {

    private static final String LEVELS = "▁▂▃▄▅▆▇█";
    private static final char NOTHING = '·';

    /** How numbers of a kind are said. */
    private enum Measure {
        BYTES,
        PERCENT,
        TENTHS_OF_PERCENT,
        THOUSANDTHS,
        SECONDS,
        COUNT;

        String words(double value) {
            return switch (this) {
                case BYTES -> Sizes.words((long) value);
                case PERCENT -> (long) value + " %";
                case TENTHS_OF_PERCENT -> String.format(Locale.ROOT, "%.1f %%", value / 10);
                case THOUSANDTHS -> String.format(Locale.ROOT, "%.2f", value / 1000);
                case SECONDS -> Times.length(Duration.ofSeconds((long) value));
                case COUNT -> String.valueOf((long) value);
            };
        }

        String change(double by) {
            var size = words(Math.abs(by));
            if (size.equals(words(0))) {
                return "=";
            }
            return (by < 0 ? "−" : "+") + size;
        }
    }

    private final String name;
    private final Measure measure;
    private final NavigableMap<Instant, Double> values = new TreeMap<>();
    private final Map<Instant, String> remarks = new LinkedHashMap<>();

    private Trend(String name, Measure measure) {
        this.name = name;
        this.measure = measure;
    }

    /**
     * All figures that were said at least once; those that were said last come first.
     *
     * @param days as the server lists them, the latest first
     */
    static List<Trend> of(Collection<JsonNode> days) {
        var found = new LinkedHashMap<String, Trend>();
        for (var day : days) {
            var at = Words.instant(day, "receivedAt");
            at.ifPresent(t -> new Day(found, t).read(day.path("facts")));
        }
        return List.copyOf(found.values());
    }

    String name() {
        return name;
    }

    String first() {
        return measure.words(values.firstEntry().getValue());
    }

    String last() {
        return measure.words(values.lastEntry().getValue());
    }

    String change() {
        return measure.change(values.lastEntry().getValue() - values.firstEntry().getValue());
    }

    String least() {
        return measure.words(Collections.min(values.values()));
    }

    String most() {
        return measure.words(Collections.max(values.values()));
    }

    /** What it was when this was received; empty where it was not said. */
    Optional<String> said(Instant at) {
        return Optional.ofNullable(values.get(at))
                .map(value -> measure.words(value) + remarks.getOrDefault(at, ""));
    }

    /** A sign for each day from the first to the last, between the least and the most. */
    String line() {
        var byDay = new TreeMap<LocalDate, Double>();
        values.forEach((at, value) -> byDay.put(day(at), value));
        double least = byDay.values().stream().mapToDouble(v -> v).min().orElse(0);
        double most = byDay.values().stream().mapToDouble(v -> v).max().orElse(0);
        var line = new StringBuilder();
        for (var day = byDay.firstKey(); !day.isAfter(byDay.lastKey()); day = day.plusDays(1)) {
            var value = byDay.get(day);
            line.append(value == null ? NOTHING : level(value, least, most));
        }
        return line.toString();
    }

    private static LocalDate day(Instant at) {
        return at.atZone(ZoneOffset.UTC).toLocalDate();
    }

    private static char level(double value, double least, double most) {
        double part = most > least ? (value - least) / (most - least) : 0.5;
        return LEVELS.charAt((int) Math.round(part * (LEVELS.length() - 1)));
    }

    /** Takes the figures out of what was said on one day. */
    private record Day(Map<String, Trend> found, Instant at) {

        void read(JsonNode facts) {
            for (var space : facts.path("space")) {
                take("FREE " + Words.at(space, "mountPoint"), Measure.BYTES, space, "freeBytes");
            }
            take("MEMORY", Measure.BYTES, facts, "memoryAvailableBytes");
            take("LOAD", Measure.THOUSANDTHS, facts, "loadPermille");
            uptime(facts.path("uptime"));
            for (var battery : facts.path("batteries")) {
                battery(battery);
            }
            for (var disk : facts.path("disks")) {
                take(Words.at(disk, "name") + " WEAR", Measure.PERCENT, disk, "wearPercent");
            }
            var agent = facts.path("agent");
            take("AGENT CPU", Measure.TENTHS_OF_PERCENT, agent, "processorPermille");
            take("AGENT MEMORY", Measure.BYTES, agent, "memoryBytes")
                    .ifPresent(trend -> remark(trend, agent.path("restraint")));
        }

        private void battery(JsonNode battery) {
            var its = Words.at(battery, "name");
            take(its + " CHARGE", Measure.PERCENT, battery, "chargePercent")
                    .ifPresent(trend -> remark(trend, battery.path("state")));
            take(its + " HEALTH", Measure.PERCENT, battery, "fullChargePercentOfDesign");
            take(its + " CYCLES", Measure.COUNT, battery, "cycles");
        }

        private void remark(Trend trend, JsonNode word) {
            if (word.isString()) {
                trend.remarks.put(at, " " + word.stringValue());
            }
        }

        private void uptime(JsonNode text) {
            try {
                if (text.isString()) {
                    var its = Duration.parse(text.stringValue());
                    put("UP", Measure.SECONDS, (double) its.toSeconds());
                }
            } catch (DateTimeException e) {
                // a server of another version says it otherwise: it is not shown
            }
        }

        private Optional<Trend> take(String name, Measure measure, JsonNode of, String field) {
            var value = of.path(field);
            return value.isNumber()
                    ? Optional.of(put(name, measure, value.doubleValue()))
                    : Optional.empty();
        }

        private Trend put(String name, Measure measure, double value) {
            var trend = found.computeIfAbsent(name, _ -> new Trend(name, measure));
            trend.values.put(at, value);
            return trend;
        }
    }
}
