package dev.rollcall.server.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** One kind of thing that a person may do at a unit. */
public enum Permission {
    ORG_VIEW(false),
    ORG_CHANGE(true),
    PEOPLE_VIEW(false),
    PEOPLE_CHANGE(true),
    AUDIT_VIEW(false),
    /** Erase what an audit event says beyond ids. */
    AUDIT_ERASE(true),
    DEVICE_VIEW(false),
    /** Place, retire, revoke. */
    DEVICE_CHANGE(true),
    /** See and make the tokens that devices enroll with. */
    ENROLLMENT_TOKEN(true),
    JOB_VIEW(false),
    /** Jobs that change nothing on the device, such as collecting its inventory. */
    JOB_HARMLESS(true),
    /** Every job. */
    JOB_RUN(true),
    POLICY_VIEW(false),
    POLICY_CHANGE(true),
    EXPORT(false),
    RECOVERY_KEY(false),
    SERVER_VIEW(false),
    SERVER_CHANGE(true),
    METRICS(false);

    private final boolean changes;

    Permission(boolean changes) {
        this.changes = changes;
    }

    /** Whether something is different afterwards. */
    public boolean changes() {
        return changes;
    }

    /** The name on the wire, such as {@code device-view}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @JsonCreator
    public static Permission parse(String word) {
        for (var permission : values()) {
            if (permission.word().equals(word)) {
                return permission;
            }
        }
        throw new IllegalArgumentException("not a permission: " + word);
    }
}
