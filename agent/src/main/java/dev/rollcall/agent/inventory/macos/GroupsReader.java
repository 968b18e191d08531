package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.LocalUsersSection.LocalGroup;
import dev.rollcall.common.inventory.LocalUsersSection.LocalUser;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Lists the groups of the device that have accounts of people as members, those of services too:
 * who may manage printers is one, and who may sign in from afar.
 */
final class GroupsReader {

    private static final int MAX_GROUPS = 1_000;
    private static final int MAX_MEMBERS = 5_000;

    private GroupsReader() {}

    /** By number. Members who are not listed as accounts are left out. */
    static List<LocalGroup> read(DirectoryRecords records, List<LocalUser> users) {
        var local = users.stream().map(LocalUser::name).collect(Collectors.toSet());
        var groups = new ArrayList<LocalGroup>();
        int members = 0;
        for (var name : new TreeSet<>(records.byName().keySet())) {
            var found = group(records, name, local);
            if (found.isPresent() && groups.size() < MAX_GROUPS) {
                members += found.get().members().size();
                if (members <= MAX_MEMBERS) {
                    groups.add(found.get());
                }
            }
        }
        groups.sort(Comparator.comparingLong(LocalGroup::gid).thenComparing(LocalGroup::name));
        return groups;
    }

    private static Optional<LocalGroup> group(
            DirectoryRecords records, String name, Set<String> local) {
        var gid =
                records.values(name, "PrimaryGroupID").stream()
                        .findFirst()
                        .flatMap(DeviceFiles::wholeNumber);
        var members =
                records.values(name, "GroupMembership").stream()
                        .filter(local::contains)
                        .sorted()
                        .distinct()
                        .toList();
        var clean = Clean.text(name);
        return clean.isPresent() && gid.isPresent() && !members.isEmpty()
                ? Optional.of(new LocalGroup(clean.get(), gid.get(), members))
                : Optional.empty();
    }
}
