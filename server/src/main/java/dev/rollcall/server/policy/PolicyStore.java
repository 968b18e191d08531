package dev.rollcall.server.policy;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.PolicyId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Validity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/** The rows of policies, versions and assignments. */
final class PolicyStore {

    private static final Validity ASSIGNMENTS =
            Validity.of("policy_assignment", "district_id", "policy_id", "unit_id");

    private static final TypeReference<List<JsonNode>> SETTINGS = new TypeReference<>() {};

    private PolicyStore() {}

    /** A policy's row. */
    record Stored(PolicyId id, String name, int latest) {}

    /** An open assignment. */
    record Open(UnitId unit, Optional<Integer> pinned, Instant since) {}

    static Optional<Stored> find(Handle handle, DistrictId district, String name) {
        return handle.createQuery(
                        "SELECT id, name, latest FROM policy WHERE district_id = :district AND name = :name")
                .bind("district", district)
                .bind("name", name)
                .map((row, c) ->
                        new Stored(
                                new PolicyId(Columns.uuid(row, "id")),
                                row.getString("name"),
                                row.getInt("latest")))
                .findOne();
    }

    static List<Stored> list(Handle handle, DistrictId district, String after, int limit) {
        return handle.createQuery(
                        """
                        SELECT id, name, latest FROM policy
                        WHERE district_id = :district AND name > :after
                        ORDER BY name FETCH FIRST :limit ROWS ONLY
                        """)
                .bind("district", district)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, c) ->
                        new Stored(
                                new PolicyId(Columns.uuid(row, "id")),
                                row.getString("name"),
                                row.getInt("latest")))
                .list();
    }

    static void insert(
            Handle handle, DistrictId district, PolicyId policy, String name, Instant now) {
        handle.createUpdate(
                        """
                        INSERT INTO policy (district_id, id, name, latest, created_at)
                        VALUES (:district, :id, :name, 0, :now)
                        """)
                .bind("district", district)
                .bind("id", policy)
                .bind("name", name)
                .bind("now", now)
                .execute();
    }

    static void insertVersion(
            Handle handle,
            DistrictId district,
            PolicyId policy,
            PolicyVersion version,
            List<JsonNode> settings) {
        handle.createUpdate(
                        """
                        INSERT INTO policy_version (district_id, policy_id, version, description, source,
                            settings, created_at, created_by_name)
                        VALUES (:district, :policy, :version, :description, :source,
                            :settings, :at, :by)
                        """)
                .bind("district", district)
                .bind("policy", policy)
                .bind("version", version.version())
                .bind("description", version.description())
                .bind("source", version.source())
                .bind("settings", Json.wire().writeValueAsString(settings))
                .bind("at", version.createdAt())
                .bind("by", version.createdBy())
                .execute();
        handle.createUpdate(
                        "UPDATE policy SET latest = :version WHERE district_id = :district AND id = :policy")
                .bind("version", version.version())
                .bind("district", district)
                .bind("policy", policy)
                .execute();
    }

    /** Newest first, those below a number. */
    static List<ListedVersion> versions(
            Handle handle, DistrictId district, PolicyId policy, int below, int limit) {
        return handle.createQuery(
                        """
                        SELECT version, description, created_at, created_by_name
                        FROM policy_version
                        WHERE district_id = :district AND policy_id = :policy AND version < :below
                        ORDER BY version DESC FETCH FIRST :limit ROWS ONLY
                        """)
                .bind("district", district)
                .bind("policy", policy)
                .bind("below", below)
                .bind("limit", limit)
                .map((row, c) ->
                        new ListedVersion(
                                row.getInt("version"),
                                row.getString("description"),
                                Columns.instant(row, "created_at"),
                                row.getString("created_by_name")))
                .list();
    }

    static Optional<PolicyVersion> version(
            Handle handle, DistrictId district, PolicyId policy, int version) {
        return handle.createQuery(
                        """
                        SELECT version, description, created_at, created_by_name, source
                        FROM policy_version
                        WHERE district_id = :district AND policy_id = :policy AND version = :version
                        """)
                .bind("district", district)
                .bind("policy", policy)
                .bind("version", version)
                .map((row, c) ->
                        new PolicyVersion(
                                row.getInt("version"),
                                row.getString("description"),
                                Columns.instant(row, "created_at"),
                                row.getString("created_by_name"),
                                row.getString("source")))
                .findOne();
    }

    static List<JsonNode> settings(
            Handle handle, DistrictId district, PolicyId policy, int version) {
        return handle.createQuery(
                        """
                        SELECT settings FROM policy_version
                        WHERE district_id = :district AND policy_id = :policy AND version = :version
                        """)
                .bind("district", district)
                .bind("policy", policy)
                .bind("version", version)
                .mapTo(String.class)
                .findOne()
                .map(PolicyStore::settings)
                .orElse(List.of());
    }

    /** Every open assignment of the district with the settings in force. */
    static List<Assigned> assigned(Handle handle, DistrictId district) {
        return assigned(
                handle.createQuery(
                        ASSIGNED.formatted("COALESCE(a.pinned_version, p.latest)")
                                + "WHERE a.district_id = :district AND a.valid_to IS NULL"
                                + IN_ORDER),
                district);
    }

    /** Every assignment of an instant with the settings that were in force then. */
    static List<Assigned> assignedAt(Handle handle, DistrictId district, Instant at) {
        return assigned(
                handle.createQuery(
                                ASSIGNED.formatted(
                                                """
                                                COALESCE(a.pinned_version,
                                                    (SELECT MAX(l.version) FROM policy_version l
                                                    WHERE l.district_id = a.district_id
                                                        AND l.policy_id = a.policy_id
                                                        AND l.created_at <= :at))
                                                """)
                                        + """
                                        WHERE a.district_id = :district AND a.valid_from <= :at
                                            AND (a.valid_to IS NULL OR a.valid_to > :at)
                                        """
                                        + IN_ORDER)
                        .bind("at", at),
                district);
    }

    private static final String ASSIGNED =
            """
            SELECT a.policy_id, p.name, v.version, a.unit_id, v.settings
            FROM policy_assignment a
            JOIN policy p ON p.district_id = a.district_id AND p.id = a.policy_id
            JOIN policy_version v ON v.district_id = a.district_id
                AND v.policy_id = a.policy_id AND v.version = %s
            """;

    private static final String IN_ORDER = " ORDER BY p.name, a.unit_id";

    private static List<Assigned> assigned(Query query, DistrictId district) {
        return query.bind("district", district)
                .map((row, c) ->
                        new Assigned(
                                new PolicyId(Columns.uuid(row, "policy_id")),
                                row.getString("name"),
                                row.getInt("version"),
                                new UnitId(Columns.uuid(row, "unit_id")),
                                settings(row.getString("settings"))))
                .list();
    }

    static List<Open> open(Handle handle, DistrictId district, PolicyId policy) {
        return handle.createQuery(
                        """
                        SELECT unit_id, pinned_version, valid_from FROM policy_assignment
                        WHERE district_id = :district AND policy_id = :policy AND valid_to IS NULL
                        ORDER BY unit_id
                        """)
                .bind("district", district)
                .bind("policy", policy)
                .map((row, c) ->
                        new Open(
                                new UnitId(Columns.uuid(row, "unit_id")),
                                Optional.ofNullable(row.getObject("pinned_version", Integer.class)),
                                Columns.instant(row, "valid_from")))
                .list();
    }

    static void assign(
            Handle handle,
            DistrictId district,
            PolicyId policy,
            UnitId unit,
            Optional<Integer> pinned,
            Instant now) {
        handle.createUpdate(
                        """
                        INSERT INTO policy_assignment
                            (district_id, policy_id, unit_id, pinned_version, valid_from)
                        VALUES (:district, :policy, :unit, :pinned, :now)
                        """)
                .bind("district", district)
                .bind("policy", policy)
                .bind("unit", unit)
                .bind("pinned", pinned)
                .bind("now", now)
                .execute();
    }

    /** Ends an open assignment; one that began in the same instant never was. */
    static void unassign(
            Handle handle, DistrictId district, PolicyId policy, UnitId unit, Instant now) {
        ASSIGNMENTS.end(
                handle,
                now,
                key -> key.set(district.value()).set(policy.value()).set(unit.value()));
    }

    static void raiseGeneration(Handle handle, DistrictId district) {
        handle.createUpdate(
                        """
                        MERGE INTO policy_generation g
                        USING (VALUES (CAST(:district AS UUID))) v (district_id)
                           ON g.district_id = v.district_id
                         WHEN MATCHED THEN UPDATE SET generation = g.generation + 1
                         WHEN NOT MATCHED THEN INSERT (district_id, generation)
                              VALUES (v.district_id, 1)
                        """)
                .bind("district", district)
                .execute();
    }

    private static List<JsonNode> settings(String json) {
        return Json.wire().readValue(json, SETTINGS);
    }
}
