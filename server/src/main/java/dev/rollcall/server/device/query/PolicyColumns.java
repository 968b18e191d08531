package dev.rollcall.server.device.query;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * How the policy in force holds: what was reported of exactly the settings that are in force in the
 * device's unit. One failed setting decides; else all must have been reported.
 */
final class PolicyColumns {

    private final List<InForce> inForce;

    PolicyColumns(List<InForce> inForce) {
        this.inForce = inForce;
    }

    Sql known() {
        return any(group ->
                group.settings() == 0 ? Sql.TRUE : has(group, "failed").or(complete(group)));
    }

    Sql is(String choice) {
        return switch (choice) {
            case "none" -> any(group -> group.settings() == 0 ? Sql.TRUE : Sql.FALSE);
            case "failing" -> any(group -> has(group, "failed"));
            case "unsupported" ->
                    any(group ->
                            complete(group)
                                    .and(has(group, "failed").not())
                                    .and(has(group, "unsupported")));
            case "drifted" ->
                    any(group ->
                            complete(group)
                                    .and(has(group, "failed").not())
                                    .and(has(group, "unsupported").not())
                                    .and(has(group, "repaired")));
            case "compliant" ->
                    any(group ->
                            group.settings() == 0
                                    ? Sql.FALSE
                                    : count(group, Sql.of("r.state = 'compliant'")));
            default -> throw new IllegalStateException("policy is never " + choice);
        };
    }

    private Sql any(Function<InForce, Sql> holds) {
        return Sql.any(inForce.stream().map(group -> in(group).and(holds.apply(group))).toList());
    }

    private static Sql in(InForce group) {
        List<UUID> units = group.units().stream().map(unit -> unit.value()).toList();
        return Sql.of("d.unit_id = ANY(?)", new Sql.Ids(units));
    }

    private static Sql has(InForce group, String state) {
        return Sql.of(
                """
                EXISTS (SELECT 1 FROM policy_result r WHERE r.district_id = d.district_id
                    AND r.device_id = d.id AND r.valid_to IS NULL AND r.policy_hash = ?
                    AND r.state = ?)\
                """,
                group.hash(),
                state);
    }

    private static Sql complete(InForce group) {
        return group.settings() == 0 ? Sql.FALSE : count(group, Sql.TRUE);
    }

    /** That as many settings as are in force were reported so. */
    private static Sql count(InForce group, Sql which) {
        return Sql.concat(
                Sql.of(
                        """
                        (SELECT COUNT(*) FROM policy_result r WHERE r.district_id = d.district_id
                            AND r.device_id = d.id AND r.valid_to IS NULL AND r.policy_hash = ? AND\
                        """,
                        group.hash()),
                which,
                Sql.of(") >= ?", group.settings()));
    }
}
