package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.LocalUsersSection;
import dev.rollcall.common.inventory.LocalUsersSection.LocalUser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lists the accounts in the directory of the device itself, but for those of services, whose names
 * begin with an underscore.
 */
final class UsersReader {

    private static final int MOST = 5_000;

    private UsersReader() {}

    /**
     * @param numbers a name and a number on each line, as dscl(1) lists them
     * @param shells a name and a path on each line
     * @param group what dscl reads of the members of the group of administrators
     * @param accounts what else it says of accounts
     * @param groups what it says of groups, where it does
     */
    static LocalUsersSection read(
            String numbers,
            Optional<String> shells,
            Optional<String> group,
            DirectoryRecords accounts,
            Optional<DirectoryRecords> groups)
            throws IOException {
        var paths = shells.map(UsersReader::pairs).orElse(Map.of());
        var administrators = group.flatMap(UsersReader::members);
        boolean whole = administrators.isPresent() && !group.orElse("").contains(NESTED);
        var users = new ArrayList<LocalUser>();
        for (var each : pairs(numbers).entrySet()) {
            var uid = DeviceFiles.wholeNumber(each.getValue());
            var name = Clean.text(each.getKey());
            if (name.isPresent() && uid.isPresent() && !name.get().startsWith("_")) {
                boolean known =
                        uid.get() == 0
                                || administrators
                                        .filter(all -> all.contains(each.getKey()))
                                        .isPresent();
                users.add(
                        new LocalUser(
                                name.get(),
                                uid.get(),
                                known || whole ? Optional.of(known) : Optional.empty(),
                                accounts.locked(each.getKey()),
                                Optional.ofNullable(paths.get(each.getKey())).flatMap(Clean::text),
                                accounts.passwordChanged(each.getKey()),
                                Optional.empty()));
            }
        }
        if (users.isEmpty()) {
            throw new IOException("dscl lists no accounts");
        }
        users.sort(Comparator.comparingLong(LocalUser::uid).thenComparing(LocalUser::name));
        return new LocalUsersSection(
                users,
                groups.filter(records -> !records.byName().isEmpty())
                        .map(records -> GroupsReader.read(records, users)));
    }

    /** Groups in a group, whose members nobody named here. */
    private static final String NESTED = "NestedGroups:";

    private static Map<String, String> pairs(String lines) {
        var found = new HashMap<String, String>();
        for (var line : lines.lines().limit(MOST).toList()) {
            var parts = line.strip().split("\\s+", 2);
            if (parts.length == 2) {
                found.putIfAbsent(parts[0], parts[1]);
            }
        }
        return found;
    }

    /**
     * {@code GroupMembership: root kim}, or the names on a line of their own where they are long.
     */
    private static Optional<Set<String>> members(String group) {
        var found = new HashSet<String>();
        boolean inside = false;
        boolean said = false;
        for (var line : group.lines().limit(MOST).toList()) {
            if (line.startsWith("GroupMembership:")) {
                inside = true;
                said = true;
                line = line.substring("GroupMembership:".length());
            } else if (!line.startsWith(" ")) {
                inside = false;
            }
            if (inside) {
                found.addAll(List.of(line.strip().split("\\s+", -1)));
            }
        }
        return said ? Optional.of(found) : Optional.empty();
    }
}
