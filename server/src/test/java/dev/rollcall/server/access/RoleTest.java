package dev.rollcall.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RoleTest {

    @Test
    void anAuditorChangesNothing() {
        assertThat(Role.AUDITOR.permissions()).noneMatch(Permission::changes);
    }

    @Test
    void theHelpDeskDoesOnlyHarmlessThings() {
        assertThat(Role.HELP_DESK.permissions())
                .filteredOn(Permission::changes)
                .containsExactly(Permission.JOB_HARMLESS);
    }

    @Test
    void onlyTheCustodianGetsRecoveryKeys() {
        assertThat(
                        Arrays.stream(Role.values())
                                .filter(role ->
                                        role.permissions().contains(Permission.RECOVERY_KEY)))
                .containsExactly(Role.KEY_CUSTODIAN);
    }

    @Test
    void everyRoleSeesTheUnitsItWorksIn() {
        assertThat(Role.values())
                .allMatch(role -> role.permissions().contains(Permission.ORG_VIEW));
    }

    @Test
    void aDistrictAdminDoesNotTouchTheServer() {
        assertThat(Role.DISTRICT_ADMIN.permissions())
                .doesNotContain(
                        Permission.SERVER_CHANGE, Permission.SERVER_VIEW, Permission.METRICS);
    }

    @Test
    void wordsOnTheWireComeBackAsTheyWent() {
        assertThat(Role.values()).allMatch(role -> Role.parse(role.word()) == role);
        assertThat(Permission.values())
                .allMatch(permission -> Permission.parse(permission.word()) == permission);
    }
}
