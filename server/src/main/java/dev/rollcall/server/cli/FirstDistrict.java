package dev.rollcall.server.cli;

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
import dev.rollcall.server.pki.Initialization;
import dev.rollcall.server.pki.Initialization.Founded;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;

/** The provider, its first district, and the administrator of both. */
final class FirstDistrict implements Initialization.Founding {

    /** What they are called. @param login of the administrator */
    record Names(
            String provider,
            String providerName,
            String district,
            String districtName,
            ZoneId zone,
            String login) {}

    private final Names names;
    private final PasswordHash password;
    private final Units units;
    private final People people;
    private final Grants grants;
    private final AuditLog audit;

    FirstDistrict(Names names, PasswordHash password, IdSource ids, RandomGenerator random) {
        this.names = names;
        this.password = password;
        this.units = new Units(ids);
        this.people = new People(ids);
        this.grants = new Grants(ids);
        this.audit = new AuditLog(random);
    }

    @Override
    public Founded found(Handle handle, Instant now) {
        var provider =
                units.createProvider(
                        handle, names.provider(), names.providerName(), names.zone(), now);
        record(handle, provider, now, "unit", provider.toString(), names.provider());
        var district =
                units.createDistrict(
                        handle, names.district(), names.districtName(), names.zone(), now);
        record(handle, district, now, "unit", district.toString(), names.district());
        administrator(handle, provider, now);
        return new Founded(provider, district);
    }

    private void administrator(Handle handle, DistrictId provider, Instant now) {
        var id = people.create(handle, provider, names.login(), names.login(), password, now);
        record(handle, provider, now, "person", id.toString(), names.login());
        var grant =
                grants.give(
                        handle,
                        people.find(handle, provider, id).orElseThrow(),
                        new Place(provider, Unit.root(provider)),
                        Role.PROVIDER_ADMIN,
                        Effect.ALLOW,
                        now,
                        Optional.empty());
        record(handle, provider, now, "grant", grant.id().toString(), grant.role().word());
    }

    private void record(
            Handle handle, DistrictId district, Instant now, String kind, String id, String name) {
        audit.record(
                handle,
                AuditEvent.of(
                        district, Actor.system(), now, "created", kind, id, Map.of("name", name)));
    }
}
