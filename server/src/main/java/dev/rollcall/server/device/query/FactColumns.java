package dev.rollcall.server.device.query;

import dev.rollcall.server.device.PresenceState;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where the facts are: conditions over {@code device d LEFT JOIN device_presence p} and the tables
 * of inventory, policy and enrollment. Pure.
 */
final class FactColumns {

    /** Facts of the inventory, by field; a field may have several texts. */
    private static final Map<Field, List<String>> NAMES =
            Map.of(
                    Field.OS, List.of("operating-system.id", "operating-system.prettyName"),
                    Field.OS_VERSION, List.of("operating-system.version"),
                    Field.MEMORY, List.of("hardware.memoryBytes"),
                    Field.UPDATES, List.of("patch-level.pendingCount"),
                    Field.UPDATES_SECURITY, List.of("patch-level.pendingSecurityCount"),
                    Field.REBOOT, List.of("patch-level.rebootNeeded"));

    private final QueryContext context;
    private final PolicyColumns policy;

    FactColumns(QueryContext context) {
        this.context = context;
        this.policy = new PolicyColumns(context.policies());
    }

    /** Whether there is a fact. */
    Sql known(Subject subject) {
        return switch (subject) {
            case Field field -> known(field);
            case FactName fact -> InventoryColumns.known(fact);
        };
    }

    /** Whether it counts; looked at only where it is known. */
    Sql fresh(Subject subject) {
        return switch (subject) {
            case Field field -> fresh(field);
            case FactName fact -> InventoryColumns.fresh(fact, Freshness.oldest(context.now()));
        };
    }

    Sql is(Subject subject, String choice) {
        return switch (subject) {
            case Field field -> is(field, choice);
            case FactName fact -> InventoryColumns.is(fact, choice);
        };
    }

    Sql matches(Subject subject, Claim.Matches claim) {
        return switch (subject) {
            case Field field when field == Field.PACKAGE -> hasPackage(claim);
            case Field field -> matches(field, claim.pattern());
            case FactName fact ->
                    InventoryColumns.of(fact, matches("f.text_value", claim.pattern()));
        };
    }

    Sql compares(Subject subject, Claim.Amount amount) {
        return switch (subject) {
            case Field field ->
                    fact(
                            field,
                            Sql.of(
                                    "f.number_value " + amount.comparison().sql() + " ?",
                                    amount.value()));
            case FactName fact -> InventoryColumns.compares(fact, amount);
        };
    }

    Sql compares(Subject subject, Claim.Day day) {
        return switch (subject) {
            case Field field -> throw new IllegalStateException(field + " is no day");
            case FactName fact -> InventoryColumns.compares(fact, day);
        };
    }

    private Sql known(Field field) {
        return switch (field) {
            case ORG, STATUS -> Sql.TRUE;
            case RETIRED -> retired(Sql.TRUE);
            case HOSTNAME -> Sql.of("d.hostname IS NOT NULL");
            case LABEL -> Sql.of("d.label IS NOT NULL");
            case SERIAL -> Sql.of("d.serial IS NOT NULL");
            case MODEL -> Sql.of("d.model IS NOT NULL");
            case AGENT -> Sql.of("p.agent_version IS NOT NULL");
            case KEY -> Sql.concat(latest("key_protection"), Sql.of(" IS NOT NULL"));
            case PRESENCE -> Sql.of("p.last_check_in IS NOT NULL");
            case ENCRYPTED ->
                    InventoryColumns.section("volumes", Sql.of("s.verdict IN ('YES', 'NO')"));
            case PACKAGE -> InventoryColumns.section("packages", Sql.TRUE);
            case POLICY -> policy.known();
            case VULNERABLE, VULNERABLE_FIXABLE -> VulnerableColumns.known();
            case OS, OS_VERSION, MEMORY, UPDATES, UPDATES_SECURITY, REBOOT -> fact(field, Sql.TRUE);
        };
    }

    private Sql fresh(Field field) {
        var oldest = Freshness.oldest(context.now());
        return switch (field) {
            case ENCRYPTED ->
                    InventoryColumns.section("volumes", Sql.of("s.collected_at >= ?", oldest));
            case PACKAGE, VULNERABLE, VULNERABLE_FIXABLE ->
                    InventoryColumns.section("packages", Sql.of("s.collected_at >= ?", oldest));
            case UPDATES, UPDATES_SECURITY, REBOOT ->
                    InventoryColumns.section("patch-level", Sql.of("s.collected_at >= ?", oldest));
            // results are reported when they change: silence of a device that is there is news
            // enough
            case POLICY -> Sql.of("COALESCE(p.last_check_in >= ?, FALSE)", oldest);
            case ORG,
                    STATUS,
                    RETIRED,
                    HOSTNAME,
                    LABEL,
                    SERIAL,
                    MODEL,
                    OS,
                    OS_VERSION,
                    MEMORY,
                    AGENT,
                    KEY,
                    PRESENCE ->
                    Sql.TRUE;
        };
    }

    private Sql is(Field field, String choice) {
        return switch (field) {
            case PRESENCE -> presence(PresenceState.valueOf(choice.toUpperCase(Locale.ROOT)));
            case STATUS -> status(choice);
            case KEY -> latest("key_protection", choice);
            case RETIRED -> retired(Sql.of("r.kind = ?", choice));
            case ENCRYPTED ->
                    InventoryColumns.section(
                            "volumes", Sql.of("s.verdict = ?", choice.toUpperCase(Locale.ROOT)));
            case REBOOT ->
                    fact(
                            field,
                            Sql.of("f.text_value = ?", Boolean.toString(choice.equals("needed"))));
            case POLICY -> policy.is(choice);
            case VULNERABLE -> VulnerableColumns.worst(choice);
            case VULNERABLE_FIXABLE -> VulnerableColumns.worstFixable(choice);
            case ORG,
                    HOSTNAME,
                    LABEL,
                    SERIAL,
                    MODEL,
                    OS,
                    OS_VERSION,
                    MEMORY,
                    AGENT,
                    UPDATES,
                    UPDATES_SECURITY,
                    PACKAGE ->
                    throw new IllegalStateException(field + " has no choices");
        };
    }

    private static Sql matches(Field field, TextPattern pattern) {
        return switch (field) {
            case HOSTNAME -> matches("d.hostname", pattern);
            case LABEL -> matches("d.label", pattern);
            case SERIAL -> matches("d.serial", pattern);
            case MODEL -> matches("d.model", pattern);
            case AGENT -> matches("p.agent_version", pattern);
            case OS, OS_VERSION -> fact(field, matches("f.text_value", pattern));
            case ORG,
                    STATUS,
                    RETIRED,
                    PACKAGE,
                    MEMORY,
                    KEY,
                    PRESENCE,
                    ENCRYPTED,
                    UPDATES,
                    UPDATES_SECURITY,
                    REBOOT,
                    POLICY,
                    VULNERABLE,
                    VULNERABLE_FIXABLE ->
                    throw new IllegalStateException(field + " is no text");
        };
    }

    /** Versions are compared here, value by value: no database knows their order. */
    Sql compares(Subject subject, Claim.Version version) {
        var holding =
                context.versions().getOrDefault(subject, List.of()).stream()
                        .filter(version::holds)
                        .toList();
        var texts = new Sql.Texts(holding);
        return switch (subject) {
            case Field field when field == Field.AGENT -> Sql.of("p.agent_version = ANY(?)", texts);
            case Field field -> fact(field, Sql.of("f.text_value = ANY(?)", texts));
            case FactName fact -> InventoryColumns.of(fact, Sql.of("f.text_value = ANY(?)", texts));
        };
    }

    Sql below(Claim.Below below) {
        var ids =
                context.units().entrySet().stream()
                        .filter(unit -> below.holds(unit.getValue()))
                        .map(unit -> unit.getKey().value())
                        .sorted()
                        .toList();
        return Sql.of("d.unit_id = ANY(?)", new Sql.Ids(ids));
    }

    /** Whether something matches that a device, its sticker or who signs in to it is called. */
    Sql named(TextPattern pattern) {
        return named("d.hostname", pattern)
                .or(named("d.label", pattern))
                .or(named("d.serial", pattern))
                .or(InventoryColumns.fact(FactNames.CALLED, matches("f.text_value", pattern)));
    }

    private static Sql named(String column, TextPattern pattern) {
        return Sql.of(column + " IS NOT NULL").and(matches(column, pattern));
    }

    private static Sql matches(String column, TextPattern pattern) {
        var folded =
                "TRANSLATE("
                        + column
                        + ", 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')";
        return pattern.hasStar()
                ? Sql.of(folded + " LIKE ? ESCAPE '!'", pattern.like())
                : Sql.of(folded + " = ?", pattern.literal());
    }

    private Sql presence(PresenceState state) {
        var seen = context.now().minus(PresenceState.SEEN_WITHIN);
        var late = context.now().minus(PresenceState.LATE_WITHIN);
        return switch (state) {
            case SEEN -> Sql.of("p.last_check_in >= ?", seen);
            case LATE -> Sql.of("p.last_check_in < ? AND p.last_check_in >= ?", seen, late);
            case MISSING -> Sql.of("p.last_check_in < ?", late);
        };
    }

    private static Sql status(String choice) {
        var living =
                Sql.of(
                        """
                        EXISTS (SELECT 1 FROM enrollment e WHERE e.district_id = d.district_id
                            AND e.record_id = d.id AND e.ended_at IS NULL)\
                        """);
        if (choice.equals("enrolled")) {
            return living;
        }
        var left = living.not();
        if (choice.equals("retired")) {
            return left.and(retired(Sql.TRUE));
        }
        // who was retired, and is not any more, is expected to join again
        var end = choice.equals("expected") ? "retired" : choice;
        return left.and(retired(Sql.TRUE).not()).and(latest("end_reason", end));
    }

    /** What the device's latest enrollment says, null without one. */
    private static Sql latest(String column) {
        return Sql.of(
                """
                (SELECT e.%s FROM enrollment e WHERE e.district_id = d.district_id
                    AND e.record_id = d.id ORDER BY e.started_at DESC, e.id DESC
                    FETCH FIRST 1 ROWS ONLY)\
                """
                        .formatted(column));
    }

    private static Sql latest(String column, String is) {
        return Sql.concat(Sql.of("COALESCE("), latest(column), Sql.of(" = ?, FALSE)", is));
    }

    /** That the device is retired, and more about it as {@code r}. */
    private static Sql retired(Sql more) {
        return Sql.concat(
                Sql.of(
                        """
                        EXISTS (SELECT 1 FROM device_retirement r WHERE r.district_id = d.district_id
                            AND r.device_id = d.id AND r.valid_to IS NULL AND\
                        """),
                more,
                Sql.of(")"));
    }

    /** That a package of which the claim holds is installed. */
    Sql hasPackage(Claim claim) {
        var buckets = context.packages().getOrDefault(claim, List.of());
        return InventoryColumns.section(
                "packages",
                Sql.concat(
                        Sql.of(
                                """
                                EXISTS (SELECT 1 FROM inventory_bucket b
                                    WHERE b.district_id = s.district_id
                                        AND b.packages = s.digest AND\
                                """),
                        Sql.oneOf("b.bucket", buckets),
                        Sql.of(")")));
    }

    /** The facts of the inventory that a field is; none of one that is kept elsewhere. */
    static List<String> names(Field field) {
        return NAMES.getOrDefault(field, List.of());
    }

    private static Sql fact(Field field, Sql more) {
        return InventoryColumns.fact(names(field), more);
    }
}
