package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.common.inventory.LocalUsersSection;
import dev.rollcall.common.inventory.LocalUsersSection.LocalGroup;
import dev.rollcall.common.inventory.LocalUsersSection.LocalUser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Lists the accounts of the device itself and its groups. The number of one is the last part of its
 * SID.
 */
final class UsersReader {

    private static final Pattern SID = Pattern.compile("S(?:-\\d{1,15}){3,15}-(\\d{1,10})");
    private static final int MAX_GROUPS = 1_000;
    private static final int MAX_MEMBERS = 5_000;

    private UsersReader() {}

    static LocalUsersSection read(WindowsFacts facts) throws IOException {
        var administrators = facts.rows("administrators").map(UsersReader::sids);
        var users = facts.required("users");
        return new LocalUsersSection(
                users.stream()
                        .flatMap(row -> user(row, administrators).stream())
                        .sorted(
                                Comparator.comparingLong(LocalUser::uid)
                                        .thenComparing(LocalUser::name))
                        .toList(),
                facts.rows("groups").map(rows -> groups(rows, names(users))),
                administrators.map(all -> others(all, names(users).keySet())));
    }

    /** Those of a domain or of Entra ID, groups and roles among them. */
    private static int others(Set<String> administrators, Set<String> local) {
        return (int) administrators.stream().filter(sid -> !local.contains(sid)).count();
    }

    private static Set<String> sids(List<Fields> rows) {
        return rows.stream()
                .flatMap(row -> row.text().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Optional<LocalUser> user(Fields row, Optional<Set<String>> administrators) {
        return row.text("Name")
                .flatMap(name ->
                        sid(row).map(parts ->
                                new LocalUser(
                                        name,
                                        Long.parseLong(parts.group(1)),
                                        administrators.map(all -> all.contains(parts.group())),
                                        row.truth("Enabled").map(enabled -> !enabled),
                                        Optional.empty(),
                                        row.day("PasswordSet"),
                                        Optional.empty())));
    }

    private static Optional<Matcher> sid(Fields row) {
        return row.text("Sid").map(SID::matcher).filter(Matcher::matches);
    }

    /** The login names of the local accounts, by SID. */
    private static Map<String, String> names(List<Fields> users) {
        var names = new TreeMap<String, String>();
        for (var row : users) {
            row.text("Name")
                    .ifPresent(name -> sid(row).ifPresent(sid -> names.put(sid.group(), name)));
        }
        return names;
    }

    /** By number. Members who are no local accounts are left out, and groups without members. */
    private static List<LocalGroup> groups(List<Fields> rows, Map<String, String> names) {
        var groups = new ArrayList<LocalGroup>();
        int members = 0;
        for (var row : rows) {
            var group = group(row, names);
            if (group.isPresent() && groups.size() < MAX_GROUPS) {
                members += group.get().members().size();
                if (members <= MAX_MEMBERS) {
                    groups.add(group.get());
                }
            }
        }
        groups.sort(Comparator.comparingLong(LocalGroup::gid).thenComparing(LocalGroup::name));
        return groups;
    }

    private static Optional<LocalGroup> group(Fields row, Map<String, String> names) {
        var members =
                row.list("Members").stream()
                        .flatMap(member -> member.text().stream())
                        .flatMap(member -> Optional.ofNullable(names.get(member)).stream())
                        .sorted()
                        .distinct()
                        .toList();
        return members.isEmpty()
                ? Optional.empty()
                : row.text("Name")
                        .flatMap(name ->
                                sid(row).map(sid ->
                                        new LocalGroup(
                                                name, Long.parseLong(sid.group(1)), members)));
    }
}
