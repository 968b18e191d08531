package dev.rollcall.server.device.query;

import dev.rollcall.server.device.PresenceState;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a query asks of rows in memory. One instance serves one query; its tests may be asked by
 * many threads.
 */
final class FleetTests {

    /** About a device. */
    @FunctionalInterface
    interface Test {
        boolean holds(FleetRow row);
    }

    private static final Test ALWAYS = row -> true;
    private static final Test NEVER = row -> false;

    private final QueryContext context;
    private final PackageLists packages;
    private final Map<UUID, InForce> inForce = new HashMap<>();

    FleetTests(QueryContext context, PackageLists packages) {
        this.context = context;
        this.packages = packages;
        context.policies()
                .forEach(group -> group.units().forEach(unit -> inForce.put(unit.value(), group)));
    }

    /** Whether there is a fact. */
    Test known(Subject subject) {
        return switch (subject) {
            case Field field -> known(field);
            case FactName fact -> has(FactNumbers.of(fact.witness()));
        };
    }

    private Test known(Field field) {
        return switch (field) {
            case ORG, STATUS -> ALWAYS;
            case RETIRED -> row -> row.registry().retired() != null;
            case HOSTNAME -> row -> row.registry().hostname() != null;
            case LABEL -> row -> row.registry().label() != null;
            case TAG -> row -> row.registry().tag() != null;
            case SERIAL -> row -> row.registry().serial() != null;
            case MODEL -> row -> row.registry().model() != null;
            case AGENT -> row -> row.presence() != null && row.presence().agent() != null;
            case KEY -> row -> row.registry().standing().key() != null;
            case PRESENCE -> row -> row.presence() != null;
            case ENCRYPTED -> row -> "YES".equals(verdict(row)) || "NO".equals(verdict(row));
            case PACKAGE -> {
                int packages = SectionNumbers.of("packages");
                yield row -> row.sections().has(packages);
            }
            case POLICY -> this::policyKnown;
            case VULNERABLE -> row -> row.vulnerable().worst() != null;
            case VULNERABLE_FIXABLE -> row -> row.vulnerable().worstFixable() != null;
            case OS, OS_VERSION, MEMORY, UPDATES, UPDATES_SECURITY, REBOOT -> {
                var numbers = FactNumbers.of(field);
                yield row -> {
                    for (int number : numbers) {
                        if (row.facts().has(number)) {
                            return true;
                        }
                    }
                    return false;
                };
            }
        };
    }

    private static Test has(int number) {
        return row -> row.facts().has(number);
    }

    private static @Nullable String verdict(FleetRow row) {
        return row.sections().verdict();
    }

    /** Whether not all of it is known, so that what is not there may only not have been told. */
    Test partly(Subject subject) {
        return switch (subject) {
            case Field.PACKAGE -> row -> packages.isPartial(row.sections().packages());
            case Field _ -> NEVER;
            case FactName fact ->
                    FactNames.owed().stream()
                            .filter(owed -> owed.name().equals(fact.name()))
                            .findFirst()
                            .map(owed -> has(FactNumbers.of(owed.lacking())))
                            .orElse(NEVER);
        };
    }

    /** Whether it counts; looked at only where it is known. */
    Test fresh(Subject subject) {
        return switch (subject) {
            case Field field -> fresh(field);
            case FactName fact -> fact.ages() ? collected(fact.section().name()) : ALWAYS;
        };
    }

    private Test fresh(Field field) {
        if (!field.ages()) {
            return ALWAYS;
        }
        return switch (field) {
            case ENCRYPTED -> collected("volumes");
            case PACKAGE, VULNERABLE, VULNERABLE_FIXABLE -> collected("packages");
            case POLICY ->
                    row ->
                            row.presence() != null
                                    && Freshness.counts(
                                            row.presence().lastCheckIn(), context.now());
            case OS_VERSION -> collected("operating-system");
            default -> collected("patch-level");
        };
    }

    private Test collected(String kind) {
        long oldest = FleetRow.Sections.micros(Freshness.oldest(context.now()));
        int number = SectionNumbers.of(kind);
        return row -> row.sections().since(number, oldest);
    }

    /** Whether what is claimed holds; looked at only where the fact is known. */
    Test holds(Subject subject, Claim claim) {
        return switch (claim) {
            case Claim.IsUnknown _, Claim.IsStale _ ->
                    throw new IllegalStateException("no claim about a value");
            case Claim.Below below -> below(below);
            case Claim.Is is -> is(subject, is);
            case Claim.Matches matches when subject == Field.PACKAGE -> installed(matches);
            case Claim.Installed installed -> installed(installed);
            case Claim.Matches matches -> text(subject, matches.pattern()::matches);
            case Claim.Version version -> text(subject, remembering(version::holds));
            case Claim.Day day -> text(subject, day::holds);
            case Claim.Amount amount -> number(subject, amount);
        };
    }

    private Test below(Claim.Below below) {
        Set<UUID> ids = new HashSet<>();
        context.units()
                .forEach((unit, path) -> {
                    if (below.holds(path)) {
                        ids.add(unit.value());
                    }
                });
        return row -> ids.contains(row.unit());
    }

    private Test is(Subject subject, Claim.Is is) {
        var word = is.word();
        return switch (subject) {
            case FactName fact -> {
                var stored = fact.stored(word);
                int number = FactNumbers.of(fact.name());
                yield row -> row.facts().any(number, stored::equals);
            }
            case Field field ->
                    switch (field) {
                        case PRESENCE -> row -> presence(row).equals(word);
                        case STATUS -> row -> row.status().equals(word);
                        case KEY -> row -> word.equals(row.registry().standing().key());
                        case RETIRED -> row -> word.equals(row.registry().retired());
                        case ENCRYPTED -> row -> word.equalsIgnoreCase(verdict(row));
                        case REBOOT -> {
                            var needed = Boolean.toString(word.equals("needed"));
                            int number = FactNumbers.of(field)[0];
                            yield row -> row.facts().any(number, needed::equals);
                        }
                        case POLICY -> row -> policy(row, word);
                        case VULNERABLE -> row -> word.equals(row.vulnerable().worst());
                        case VULNERABLE_FIXABLE ->
                                row -> word.equals(row.vulnerable().worstFixable());
                        default -> throw new IllegalStateException(field + " has no choices");
                    };
        };
    }

    private String presence(FleetRow row) {
        return row.presence() == null
                ? ""
                : PresenceState.of(row.presence().lastCheckIn(), context.now()).word();
    }

    private static Test text(Subject subject, Predicate<String> test) {
        return switch (subject) {
            case FactName fact -> facts(FactNumbers.of(List.of(fact.name())), test);
            case Field field -> text(field, test);
        };
    }

    private static Test text(Field field, Predicate<String> test) {
        return switch (field) {
            case HOSTNAME -> text(row -> row.registry().hostname(), test);
            case LABEL -> text(row -> row.registry().label(), test);
            case TAG -> text(row -> row.registry().tag(), test);
            case SERIAL -> text(row -> row.registry().serial(), test);
            case MODEL -> text(row -> row.registry().model(), test);
            case AGENT -> text(row -> row.presence() == null ? null : row.presence().agent(), test);
            default -> facts(FactNumbers.of(field), test);
        };
    }

    /** A text of a device. */
    @FunctionalInterface
    private interface Of {
        @Nullable String text(FleetRow row);
    }

    private static Test text(Of of, Predicate<String> test) {
        return row -> {
            var text = of.text(row);
            return text != null && test.test(text);
        };
    }

    private static Test facts(int[] numbers, Predicate<String> test) {
        return row -> {
            for (int number : numbers) {
                if (row.facts().any(number, v -> v instanceof String text && test.test(text))) {
                    return true;
                }
            }
            return false;
        };
    }

    private static Test number(Subject subject, Claim.Amount amount) {
        int number =
                switch (subject) {
                    case FactName fact -> FactNumbers.of(fact.name());
                    case Field field -> FactNumbers.of(field)[0];
                };
        return row -> row.facts().any(number, v -> v instanceof Long fact && amount.holds(fact));
    }

    private Test installed(Claim claim) {
        BitSet lists = packages.holding(claim);
        return row -> row.sections().packages() >= 0 && lists.get(row.sections().packages());
    }

    /** Few values are on many devices: each is judged once. */
    private static Predicate<String> remembering(Predicate<String> test) {
        var judged = new ConcurrentHashMap<String, Boolean>();
        return value -> judged.computeIfAbsent(value, test::test);
    }

    /** Whether something matches that a device, its sticker or who signs in to it is called. */
    static Test named(TextPattern pattern) {
        return row -> Called.matches(pattern, row.called());
    }

    private boolean policyKnown(FleetRow row) {
        var group = inForce.get(row.unit());
        return group != null
                && (group.settings() == 0
                        || has(row, group, "failed")
                        || count(row, group, null) >= group.settings());
    }

    private boolean policy(FleetRow row, String choice) {
        var group = inForce.get(row.unit());
        if (group == null) {
            return false;
        }
        if (choice.equals("none")) {
            return group.settings() == 0;
        }
        if (choice.equals("failing")) {
            return has(row, group, "failed");
        }
        if (group.settings() == 0 || count(row, group, null) < group.settings()) {
            return false;
        }
        return switch (choice) {
            case "compliant" -> count(row, group, "compliant") >= group.settings();
            case "unsupported" -> !has(row, group, "failed") && has(row, group, "unsupported");
            case "drifted" ->
                    !has(row, group, "failed")
                            && !has(row, group, "unsupported")
                            && has(row, group, "repaired");
            default -> throw new IllegalStateException("policy is never " + choice);
        };
    }

    private static boolean has(FleetRow row, InForce group, String state) {
        return count(row, group, state) > 0;
    }

    private static int count(FleetRow row, InForce group, @Nullable String state) {
        return row.policy().count(group.hash(), state);
    }
}
