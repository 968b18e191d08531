package dev.rollcall.server.device.query;

import java.time.Instant;
import java.util.List;

/** Where the inventory's facts are: conditions over its tables, about {@code device d}. Pure. */
final class InventoryColumns {

    private InventoryColumns() {}

    static Sql known(FactName fact) {
        return fact(List.of(fact.witness()), Sql.TRUE);
    }

    static Sql fresh(FactName fact, Instant oldest) {
        return fact.ages()
                ? section(fact.section().name(), Sql.of("s.collected_at >= ?", oldest))
                : Sql.TRUE;
    }

    static Sql is(FactName fact, String choice) {
        return of(fact, Sql.of("f.text_value = ?", fact.stored(choice)));
    }

    static Sql compares(FactName fact, Claim.Amount amount) {
        return of(
                fact, Sql.of("f.number_value " + amount.comparison().sql() + " ?", amount.value()));
    }

    /** ISO 8601 sorts as text. */
    static Sql compares(FactName fact, Claim.Day day) {
        return of(
                fact,
                Sql.of(
                        "SUBSTRING(f.text_value FROM 1 FOR "
                                + Claim.DAY
                                + ") "
                                + day.comparison().sql()
                                + " ?",
                        day.day().toString()));
    }

    /** That the device has this fact now, and more about it as {@code f}. */
    static Sql of(FactName fact, Sql more) {
        return fact(List.of(fact.name()), more);
    }

    /** That the device has one of these facts now, and more about it as {@code f}. */
    static Sql fact(List<String> names, Sql more) {
        return Sql.concat(
                Sql.of(
                        """
                        EXISTS (SELECT 1 FROM inventory_fact f WHERE f.district_id = d.district_id
                            AND f.device_id = d.id AND f.name = ANY(?) AND\
                        """,
                        new Sql.Texts(names)),
                more,
                Sql.of(")"));
    }

    /** That the device has this section now, and more about it as {@code s}. */
    static Sql section(String kind, Sql more) {
        return Sql.concat(
                Sql.of(
                        """
                        EXISTS (SELECT 1 FROM inventory_section s WHERE s.district_id = d.district_id
                            AND s.device_id = d.id AND s.kind = ? AND s.valid_to IS NULL
                            AND s.state = 'OK' AND\
                        """,
                        kind),
                more,
                Sql.of(")"));
    }
}
