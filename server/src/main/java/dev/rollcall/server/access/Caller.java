package dev.rollcall.server.access;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.PersonId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.http.Principal;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Who is asking: a person and the token they sent, as they were when the request came. Immutable.
 *
 * @param home the district the person belongs to
 * @param grants all of the person's grants
 * @param scope what the token may be used for, at most
 * @param now when the request came
 */
public record Caller(
        PersonId person,
        DistrictId home,
        String name,
        Optional<String> address,
        List<Grant> grants,
        Set<Permission> scope,
        Territory territory,
        Instant now)
        implements Principal {

    public Caller {
        Objects.requireNonNull(person, "person");
        Objects.requireNonNull(home, "home");
        Objects.requireNonNull(name, "name");
        address = Objects.requireNonNullElse(address, Optional.empty());
        grants = List.copyOf(grants);
        scope = Set.copyOf(scope);
        Objects.requireNonNull(territory, "territory");
        Objects.requireNonNull(now, "now");
    }

    /** The caller of a request; a request without one is refused. */
    public static Caller of(Request request) {
        if (request.principal().orElse(null) instanceof Caller caller) {
            return caller;
        }
        throw new Problem(ProblemCode.SIGN_IN_REQUIRED, ProblemCode.SIGN_IN_REQUIRED.sentence());
    }

    /** As the audit names them. */
    public Actor actor() {
        return Actor.person(person.toString(), name, address);
    }

    /** Whether they may do this at a unit. */
    public boolean may(Permission permission, DistrictId district, UnitId unit) {
        return rights().allow(permission, territory.path(district, unit));
    }

    /**
     * Refuses unless they may do this at a unit. What they may not even see is not found, so that
     * nobody learns what exists in another district.
     */
    public void require(Permission permission, DistrictId district, UnitId unit) {
        if (may(permission, district, unit)) {
            return;
        }
        if (may(Permission.ORG_VIEW, district, unit)) {
            throw new Problem(
                    ProblemCode.NOT_ALLOWED, "this needs the permission " + permission.word());
        }
        throw new Problem(ProblemCode.NOT_FOUND, ProblemCode.NOT_FOUND.sentence());
    }

    /** Refuses unless they may do this at the root of a district. */
    public void require(Permission permission, DistrictId district) {
        require(permission, district, root(district));
    }

    /** The units of a district where they may do this. */
    public Set<UnitId> scope(Permission permission, DistrictId district) {
        var units = new LinkedHashSet<UnitId>();
        territory.units(district).stream()
                .filter(unit -> may(permission, district, unit))
                .forEach(units::add);
        return Set.copyOf(units);
    }

    /** The districts with a unit where they may do this. */
    public Set<DistrictId> districts(Permission permission) {
        var districts = new LinkedHashSet<DistrictId>();
        territory.districts().stream()
                .filter(district ->
                        territory.units(district).stream()
                                .anyMatch(unit -> may(permission, district, unit)))
                .forEach(districts::add);
        return Set.copyOf(districts);
    }

    /** Whether they may do all that these grants allow. */
    boolean covers(List<Grant> others) {
        return AccessRules.covers(
                rights(), others, place -> territory.path(place.district(), place.unit()));
    }

    /**
     * Why they may not give a role, see {@link AccessRules#objectionToGranting}.
     *
     * @param ending whether the grant is not given but ended, which needs no more than the right to
     */
    Optional<String> objectionToGranting(Grant wanted, boolean ending) {
        var path = territory.path(wanted.place().district(), wanted.place().unit());
        var toSelf = wanted.person().equals(person);
        return AccessRules.objectionToGranting(
                rights(), ending ? wanted.denying() : wanted, path, toSelf);
    }

    private Rights rights() {
        return new Rights(grants, scope, now);
    }

    /**
     * The district in a path's parameter {@code district}, by id or slug; one where the caller may
     * do nothing at all is not found.
     */
    public DistrictId district(Request request) {
        return district(request.path("district"));
    }

    /** Like {@link #district(Request)}, of one that a body names. */
    public DistrictId district(String text) {
        return named(text, DistrictId::parse)
                .filter(id -> territory.districts().contains(id))
                .or(() -> territory.district(text))
                .filter(id -> !scope(Permission.ORG_VIEW, id).isEmpty())
                .orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND, "there is no such district"));
    }

    /** A unit of a district, by id or slug. */
    public UnitId unit(DistrictId district, String idOrSlug) {
        return named(idOrSlug, UnitId::parse)
                .filter(id -> territory.units(district).contains(id))
                .or(() -> territory.unit(district, idOrSlug))
                .orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND, "there is no such unit"));
    }

    /**
     * A query parameter that names an instant up to now: of what is still to come nothing is known,
     * and it is refused.
     */
    public Optional<Instant> past(Request request, String parameter) {
        var at = request.query(parameter, Instant::parse);
        if (at.filter(t -> t.isAfter(now)).isPresent()) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    parameter
                            + " is in the future: here it is "
                            + now.truncatedTo(ChronoUnit.SECONDS),
                    Map.of("field", parameter));
        }
        return at;
    }

    private static <T> Optional<T> named(String text, Function<String, T> parse) {
        try {
            return Optional.of(parse.apply(text));
        } catch (IllegalArgumentException e) {
            // not an id: a slug, then
            return Optional.empty();
        }
    }

    static UnitId root(DistrictId district) {
        return new UnitId(district.value());
    }
}
