package dev.rollcall.server.access;

import static dev.rollcall.server.access.Permission.AUDIT_VIEW;
import static dev.rollcall.server.access.Permission.DEVICE_CHANGE;
import static dev.rollcall.server.access.Permission.DEVICE_VIEW;
import static dev.rollcall.server.access.Permission.ENROLLMENT_TOKEN;
import static dev.rollcall.server.access.Permission.EXPORT;
import static dev.rollcall.server.access.Permission.JOB_HARMLESS;
import static dev.rollcall.server.access.Permission.JOB_RUN;
import static dev.rollcall.server.access.Permission.JOB_VIEW;
import static dev.rollcall.server.access.Permission.METRICS;
import static dev.rollcall.server.access.Permission.ORG_VIEW;
import static dev.rollcall.server.access.Permission.PEOPLE_VIEW;
import static dev.rollcall.server.access.Permission.POLICY_CHANGE;
import static dev.rollcall.server.access.Permission.POLICY_VIEW;
import static dev.rollcall.server.access.Permission.RECOVERY_KEY;
import static dev.rollcall.server.access.Permission.SERVER_CHANGE;
import static dev.rollcall.server.access.Permission.SERVER_VIEW;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The table of roles: what each may do at its unit and below. */
@SuppressWarnings("ImmutableEnumChecker") // Set.copyOf is immutable, which the type does not say
public enum Role {
    /** Runs the server and every district; still no recovery keys. */
    PROVIDER_ADMIN(EnumSet.complementOf(EnumSet.of(RECOVERY_KEY))),

    /** Everything in a district but the server itself and recovery keys. */
    DISTRICT_ADMIN(
            EnumSet.complementOf(EnumSet.of(RECOVERY_KEY, SERVER_CHANGE, SERVER_VIEW, METRICS))),

    /** Works on devices. */
    TECHNICIAN(
            EnumSet.of(
                    ORG_VIEW,
                    DEVICE_VIEW,
                    DEVICE_CHANGE,
                    ENROLLMENT_TOKEN,
                    JOB_VIEW,
                    JOB_HARMLESS,
                    JOB_RUN,
                    POLICY_VIEW,
                    POLICY_CHANGE,
                    EXPORT)),

    /** Looks, and asks devices for what changes nothing. */
    HELP_DESK(EnumSet.of(ORG_VIEW, DEVICE_VIEW, JOB_VIEW, JOB_HARMLESS, POLICY_VIEW)),

    /** Looks at everything, changes nothing. */
    AUDITOR(
            EnumSet.of(
                    ORG_VIEW, PEOPLE_VIEW, AUDIT_VIEW, DEVICE_VIEW, JOB_VIEW, POLICY_VIEW, EXPORT)),

    /** The only one who gets recovery keys. */
    KEY_CUSTODIAN(EnumSet.of(ORG_VIEW, DEVICE_VIEW, RECOVERY_KEY));

    private final Set<Permission> permissions;

    Role(Set<Permission> permissions) {
        this.permissions = Set.copyOf(permissions);
    }

    public Set<Permission> permissions() {
        return permissions;
    }

    /** The name on the wire, such as {@code help-desk}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @JsonCreator
    public static Role parse(String word) {
        for (var role : values()) {
            if (role.word().equals(word)) {
                return role;
            }
        }
        throw new IllegalArgumentException("not a role: " + word);
    }
}
