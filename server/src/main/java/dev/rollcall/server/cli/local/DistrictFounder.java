package dev.rollcall.server.cli.local;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.server.access.Grant.Effect;
import dev.rollcall.server.access.Grants;
import dev.rollcall.server.access.PasswordHash;
import dev.rollcall.server.access.People;
import dev.rollcall.server.access.Place;
import dev.rollcall.server.access.Role;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.Units;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;

/** Makes districts and their administrators on the server's own machine, each with its audit. */
final class DistrictFounder {

    private final Units units;
    private final People people;
    private final Grants grants;
    private final AuditLog audit;

    DistrictFounder(IdSource ids, RandomGenerator random) {
        this.units = new Units(ids);
        this.people = new People(ids);
        this.grants = new Grants(ids);
        this.audit = new AuditLog(random);
    }

    DistrictId provider(Handle handle, String slug, String name, ZoneId zone, Instant now) {
        var provider = units.createProvider(handle, slug, name, zone, now);
        record(handle, provider, now, "unit", provider.toString(), slug);
        return provider;
    }

    DistrictId district(Handle handle, String slug, String name, ZoneId zone, Instant now) {
        var district = units.createDistrict(handle, slug, name, zone, now);
        record(handle, district, now, "unit", district.toString(), slug);
        return district;
    }

    /** Somebody of a district with a role at its root. */
    void administrator(
            Handle handle,
            DistrictId home,
            Role role,
            String login,
            PasswordHash password,
            Instant now) {
        var id = people.create(handle, home, login, login, password, now);
        record(handle, home, now, "person", id.toString(), login);
        var grant =
                grants.give(
                        handle,
                        people.find(handle, home, id).orElseThrow(),
                        new Place(home, Unit.root(home)),
                        role,
                        Effect.ALLOW,
                        now,
                        Optional.empty());
        audit.record(
                handle,
                AuditEvent.of(
                        home,
                        Actor.system(),
                        now,
                        "granted",
                        "grant",
                        grant.id().toString(),
                        grant.told(grant.to())));
    }

    private void record(
            Handle handle, DistrictId district, Instant now, String kind, String id, String name) {
        audit.record(
                handle,
                AuditEvent.of(
                        district, Actor.system(), now, "created", kind, id, Map.of("name", name)));
    }
}
