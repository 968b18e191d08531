package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.common.inventory.LocalUsersSection;
import dev.rollcall.common.inventory.LocalUsersSection.LocalUser;
import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Lists the accounts of the device itself. The number of one is the last part of its SID. */
final class UsersReader {

    private static final Pattern SID = Pattern.compile("S(?:-\\d{1,15}){3,15}-(\\d{1,10})");

    private UsersReader() {}

    static LocalUsersSection read(WindowsFacts facts) throws IOException {
        var administrators = facts.rows("administrators").map(UsersReader::sids);
        return new LocalUsersSection(
                facts.required("users").stream()
                        .flatMap(row -> user(row, administrators).stream())
                        .sorted(
                                Comparator.comparingLong(LocalUser::uid)
                                        .thenComparing(LocalUser::name))
                        .toList(),
                Optional.empty());
    }

    private static Set<String> sids(java.util.List<Fields> rows) {
        return rows.stream()
                .flatMap(row -> row.text().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Optional<LocalUser> user(Fields row, Optional<Set<String>> administrators) {
        var sid = row.text("Sid").map(SID::matcher).filter(m -> m.matches());
        return row.text("Name")
                .flatMap(name ->
                        sid.map(parts ->
                                new LocalUser(
                                        name,
                                        Long.parseLong(parts.group(1)),
                                        administrators.map(all -> all.contains(parts.group())),
                                        row.truth("Enabled").map(enabled -> !enabled),
                                        Optional.empty(),
                                        row.day("PasswordSet"),
                                        Optional.empty())));
    }
}
