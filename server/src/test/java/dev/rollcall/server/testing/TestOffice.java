package dev.rollcall.server.testing;

import dev.rollcall.common.id.PersonId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Grant;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.access.Place;
import dev.rollcall.server.access.Role;
import dev.rollcall.server.http.Authenticator;
import dev.rollcall.server.http.Principal;
import dev.rollcall.server.org.Organizations;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** People of a fleet's district, each known by a token that is their name. */
public final class TestOffice implements Authenticator {

    private final TestFleet fleet;
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, Role> roles = new HashMap<>();

    public TestOffice(TestFleet fleet) {
        this.fleet = fleet;
    }

    /** Somebody with a role at a unit of the fleet's district; the token is the name. */
    public String person(String name, Role role, UnitId unit) {
        places.put(name, new Place(fleet.district(), unit));
        roles.put(name, role);
        return name;
    }

    @Override
    public Optional<Principal> authenticate(String token, String address) {
        return Optional.ofNullable(places.get(token)).map(place -> caller(token, place));
    }

    private Caller caller(String name, Place place) {
        var person = new PersonId(new UUID(7, name.hashCode()));
        var grant =
                new Grant(
                        new UUID(8, name.hashCode()),
                        person,
                        place,
                        roles.get(name),
                        Grant.Effect.ALLOW,
                        fleet.instant(),
                        Optional.empty());
        return new Caller(
                person,
                place.district(),
                name,
                Optional.of("10.0.0.9"),
                List.of(grant),
                EnumSet.allOf(Permission.class),
                fleet.database().read(h -> new Organizations(fleet.units()).now(h)),
                fleet.instant());
    }
}
