package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.LocalUsersSection.LocalGroup;
import dev.rollcall.common.inventory.LocalUsersSection.LocalUser;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The groups of a device that have local accounts as members, by group(5). */
final class LocalGroups {

    private static final int MAX_GROUPS = 1_000;
    private static final int MAX_MEMBERS = 5_000;

    private LocalGroups() {}

    /** By number. Members who are no local accounts are left out, and groups without members. */
    static List<LocalGroup> parse(String group, List<LocalUser> users) {
        var local = users.stream().map(LocalUser::name).collect(Collectors.toSet());
        var groups = new ArrayList<LocalGroup>();
        int members = 0;
        for (var line : group.lines().toList()) {
            var found = one(line.split(":", -1), local);
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

    private static Optional<LocalGroup> one(String[] fields, Set<String> local) {
        if (fields.length != 4) {
            return Optional.empty();
        }
        var name = Clean.text(fields[0]);
        var gid = DeviceFiles.wholeNumber(fields[2]);
        var members =
                Stream.of(fields[3].split(",", -1))
                        .filter(local::contains)
                        .sorted()
                        .distinct()
                        .toList();
        return name.isPresent() && gid.isPresent() && !members.isEmpty()
                ? Optional.of(new LocalGroup(name.get(), gid.get(), members))
                : Optional.empty();
    }
}
