package dev.rollcall.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.PersonId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.access.Grant.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AccessRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-02T08:00:00Z");
    private static final Instant BEFORE = NOW.minus(Duration.ofDays(1));
    private static final Instant AFTER = NOW.plus(Duration.ofDays(1));

    private static final Place PROVIDER = place(1, 1);
    private static final Place DISTRICT = place(2, 2);
    private static final Place LINCOLN = place(2, 3);
    private static final Place LAB = place(2, 4);
    private static final Place ADAMS = place(2, 5);
    private static final Place ELSEWHERE = place(9, 9);
    private static final List<Place> TO_LAB = List.of(PROVIDER, DISTRICT, LINCOLN, LAB);

    private static Place place(long district, long unit) {
        return new Place(
                new DistrictId(new UUID(district, 0)), new UnitId(new UUID(district, unit)));
    }

    private static Grant grant(Place place, Role role, Effect effect, Instant from, Instant to) {
        return new Grant(
                new UUID(5, 5),
                new PersonId(new UUID(6, 6)),
                place,
                role,
                effect,
                from,
                Optional.ofNullable(to));
    }

    private static Grant allow(Place place, Role role) {
        return grant(place, role, Effect.ALLOW, BEFORE, null);
    }

    private static Grant deny(Place place, Role role) {
        return grant(place, role, Effect.DENY, BEFORE, null);
    }

    static Stream<Arguments> mayRunJobsInTheLab() {
        var technician = Role.TECHNICIAN;
        return Stream.of(
                Arguments.of("nobody may anything", List.of(), false),
                Arguments.of("at the unit", List.of(allow(LAB, technician)), true),
                Arguments.of("at a unit above", List.of(allow(LINCOLN, technician)), true),
                Arguments.of("at the district", List.of(allow(DISTRICT, technician)), true),
                Arguments.of("at the provider", List.of(allow(PROVIDER, technician)), true),
                Arguments.of("at a sister", List.of(allow(ADAMS, technician)), false),
                Arguments.of("in another district", List.of(allow(ELSEWHERE, technician)), false),
                Arguments.of("with another role", List.of(allow(LAB, Role.AUDITOR)), false),
                Arguments.of(
                        "deny above beats allow below",
                        List.of(allow(LAB, technician), deny(DISTRICT, technician)),
                        false),
                Arguments.of(
                        "deny below beats allow above",
                        List.of(deny(LAB, technician), allow(PROVIDER, technician)),
                        false),
                Arguments.of(
                        "deny of one role takes what another gives",
                        List.of(allow(LAB, Role.DISTRICT_ADMIN), deny(LINCOLN, technician)),
                        false),
                Arguments.of(
                        "deny at a sister takes nothing here",
                        List.of(allow(LAB, technician), deny(ADAMS, technician)),
                        true),
                Arguments.of(
                        "expired",
                        List.of(grant(LAB, technician, Effect.ALLOW, BEFORE, NOW)),
                        false),
                Arguments.of(
                        "expires later",
                        List.of(grant(LAB, technician, Effect.ALLOW, NOW, AFTER)),
                        true),
                Arguments.of(
                        "not yet",
                        List.of(grant(LAB, technician, Effect.ALLOW, AFTER, null)),
                        false),
                Arguments.of(
                        "an expired deny takes nothing",
                        List.of(
                                allow(LAB, technician),
                                grant(LAB, technician, Effect.DENY, BEFORE, NOW)),
                        true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void mayRunJobsInTheLab(String why, List<Grant> grants, boolean allowed) {
        assertThat(AccessRules.allows(grants, Permission.JOB_RUN, TO_LAB, NOW))
                .as(why)
                .isEqualTo(allowed);
    }

    @Test
    void nothingIsAllowedAtAnUnknownPlace() {
        var grants = List.of(allow(PROVIDER, Role.PROVIDER_ADMIN));

        assertThat(AccessRules.allows(grants, Permission.ORG_VIEW, List.of(), NOW)).isFalse();
    }

    static Stream<Arguments> objections() {
        var admin = List.of(allow(DISTRICT, Role.DISTRICT_ADMIN));
        return Stream.of(
                Arguments.of("an admin gives what they have", admin, Role.TECHNICIAN, false, false),
                Arguments.of("an admin appoints", admin, Role.KEY_CUSTODIAN, false, false),
                Arguments.of("but never themselves", admin, Role.KEY_CUSTODIAN, true, true),
                Arguments.of("nor more than they have", admin, Role.PROVIDER_ADMIN, false, true),
                Arguments.of(
                        "a technician gives nothing",
                        List.of(allow(DISTRICT, Role.TECHNICIAN)),
                        Role.HELP_DESK,
                        false,
                        true),
                Arguments.of(
                        "an admin elsewhere gives nothing here",
                        List.of(allow(ADAMS, Role.DISTRICT_ADMIN)),
                        Role.HELP_DESK,
                        false,
                        true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void objections(String why, List<Grant> own, Role role, boolean toSelf, boolean objected) {
        var wanted = allow(LAB, role);

        var rights = new Rights(own, EnumSet.allOf(Permission.class), NOW);

        assertThat(AccessRules.objectionToGranting(rights, wanted, TO_LAB, toSelf).isPresent())
                .as(why)
                .isEqualTo(objected);
    }

    static Stream<Arguments> aNarrowTokenGivesNoMoreThanItMay() {
        var people = EnumSet.of(Permission.PEOPLE_CHANGE, Permission.ORG_VIEW);
        var helpDesk = EnumSet.copyOf(Role.HELP_DESK.permissions());
        helpDesk.add(Permission.PEOPLE_CHANGE);
        return Stream.of(
                Arguments.of("no admin", people, allow(LAB, Role.DISTRICT_ADMIN), true),
                Arguments.of("no key custodian", people, allow(LAB, Role.KEY_CUSTODIAN), true),
                Arguments.of("no help desk", people, allow(LAB, Role.HELP_DESK), true),
                Arguments.of("what it may do itself", helpDesk, allow(LAB, Role.HELP_DESK), false),
                Arguments.of("a denial, which takes", people, deny(LAB, Role.TECHNICIAN), false),
                Arguments.of(
                        "nothing when it is not for people",
                        EnumSet.of(Permission.ORG_VIEW),
                        deny(LAB, Role.TECHNICIAN),
                        true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void aNarrowTokenGivesNoMoreThanItMay(
            String why, Set<Permission> scope, Grant wanted, boolean objected) {
        var rights = new Rights(List.of(allow(DISTRICT, Role.DISTRICT_ADMIN)), scope, NOW);

        assertThat(AccessRules.objectionToGranting(rights, wanted, TO_LAB, false).isPresent())
                .as(why)
                .isEqualTo(objected);
    }

    @Test
    void aNarrowTokenCoversOnlyWhoMayDoNoMoreThanIt() {
        var admin = List.of(allow(DISTRICT, Role.DISTRICT_ADMIN));
        var people = Set.of(Permission.PEOPLE_CHANGE, Permission.ORG_VIEW);
        var narrow = new Rights(admin, people, NOW);
        var signedIn = new Rights(admin, EnumSet.allOf(Permission.class), NOW);
        var technician = List.of(allow(LAB, Role.TECHNICIAN));

        assertThat(AccessRules.covers(signedIn, technician, _ -> TO_LAB)).isTrue();
        assertThat(AccessRules.covers(narrow, technician, _ -> TO_LAB)).isFalse();
        assertThat(AccessRules.covers(narrow, List.of(), _ -> TO_LAB)).isTrue();
    }
}
