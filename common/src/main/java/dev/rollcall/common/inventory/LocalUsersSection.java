package dev.rollcall.common.inventory;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The accounts that exist on the device itself. No full names and no times of login.
 *
 * @param groups that have members beside those whose first group they are; absent when they cannot
 *     be read
 * @param otherAdministrators how many administer the device and are no accounts of its own: people
 *     of a domain or directory, and groups of them, each of which counts as one; absent when that
 *     is not looked at or cannot be read
 */
public record LocalUsersSection(
        List<LocalUser> users,
        Optional<List<LocalGroup>> groups,
        Optional<Integer> otherAdministrators)
        implements InventorySection {

    public static final SectionKind KIND = new SectionKind("local-users");

    public LocalUsersSection {
        users = Lists.copy(users);
        groups = groups.map(List::copyOf);
    }

    /** Of a device that does not say who else administers it. */
    public LocalUsersSection(List<LocalUser> users, Optional<List<LocalGroup>> groups) {
        this(users, groups, Optional.empty());
    }

    @Override
    public SectionKind kind() {
        return KIND;
    }

    /**
     * One account.
     *
     * @param administrator user id 0, a member of a group that administers the device, or let run
     *     every command by sudo; absent when neither holds as far as could be read, and not all
     *     could be
     * @param locked whether no password opens it; absent when that cannot be read
     * @param dormant whether nobody signed in to it for 180 days or more, as it stood when it was
     *     first asked for in this month; absent when that cannot be known, and of accounts that
     *     nobody can sign in to
     */
    public record LocalUser(
            String name,
            long uid,
            Optional<Boolean> administrator,
            Optional<Boolean> locked,
            Optional<String> shell,
            Optional<LocalDate> passwordChanged,
            Optional<Boolean> dormant) {

        public LocalUser {
            Objects.requireNonNull(name, "name");
        }
    }

    /**
     * One group.
     *
     * @param members login names of local accounts
     */
    public record LocalGroup(String name, long gid, List<String> members) {

        public LocalGroup {
            Objects.requireNonNull(name, "name");
            members = Lists.copy(members);
        }
    }
}
