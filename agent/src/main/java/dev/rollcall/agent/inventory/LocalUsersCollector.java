package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.inventory.signins.Account;
import dev.rollcall.agent.inventory.signins.Dormancy;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.LocalUsersSection;
import dev.rollcall.common.inventory.LocalUsersSection.LocalUser;
import dev.rollcall.common.inventory.SectionKind;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads the accounts of the device itself: names, never full names. */
final class LocalUsersCollector implements Collector {

    private static final Set<String> ADMINISTERING = Set.of("sudo", "wheel", "admin");
    private static final int MAX_USERS = 5_000;
    private static final long LAST_DAY = 200_000; // a date five centuries ahead is a mistake

    private final DeviceFiles files;
    private final Dormancy dormancy;

    LocalUsersCollector(DeviceFiles files, Dormancy dormancy) {
        this.files = files;
        this.dormancy = dormancy;
    }

    @Override
    public SectionKind kind() {
        return LocalUsersSection.KIND;
    }

    @Override
    public Collected collect() throws IOException, InterruptedException {
        var accounts = files.text("/etc/passwd");
        if (accounts.isEmpty()) {
            throw new IOException("/etc/passwd cannot be read");
        }
        var groups = files.text("/etc/group");
        List<LocalUser> users;
        try (var dormant = dormancy.judge()) {
            users =
                    parse(
                            accounts.get().lines().toList(),
                            administrators(groups, Sudoers.read(files)),
                            files.lines("/etc/shadow"),
                            dormant);
        }
        var all = List.copyOf(users);
        return Collected.of(
                new LocalUsersSection(all, groups.map(text -> LocalGroups.parse(text, all))));
    }

    static List<LocalUser> parse(
            List<String> passwd,
            Administrators administrators,
            List<String> shadow,
            Function<Account, Optional<Boolean>> dormant)
            throws IOException {
        var secrets = byName(shadow);
        var users = new ArrayList<LocalUser>();
        for (var line : passwd) {
            var fields = line.split(":", -1);
            var uid =
                    fields.length == 7
                            ? DeviceFiles.wholeNumber(fields[2])
                            : Optional.<Long>empty();
            var name = uid.flatMap(u -> Clean.text(fields[0])).filter(n -> !n.startsWith("+"));
            if (uid.isEmpty() || name.isEmpty()) {
                continue;
            }
            if (users.size() == MAX_USERS) {
                throw new IOException("/etc/passwd lists more than " + MAX_USERS + " accounts");
            }
            var secret = Optional.ofNullable(secrets.get(fields[0]));
            var locked = locked(fields[1], secret);
            var changed = secret.flatMap(LocalUsersCollector::changed);
            var account = new Account(fields[0], uid.get(), fields[5], fields[6], locked, changed);
            users.add(
                    new LocalUser(
                            name.get(),
                            uid.get(),
                            administrators.has(fields[0], uid.get(), fields[3]),
                            locked,
                            Clean.text(fields[6]),
                            changed,
                            dormant.apply(account)));
        }
        users.sort(Comparator.comparingLong(LocalUser::uid).thenComparing(LocalUser::name));
        return users;
    }

    /**
     * Who administers the device.
     *
     * @param whole whether nobody else does
     */
    record Administrators(Set<String> users, Set<String> groupIds, boolean whole) {

        Optional<Boolean> has(String user, long uid, String groupId) {
            boolean known = uid == 0 || users.contains(user) || groupIds.contains(groupId);
            return known || whole ? Optional.of(known) : Optional.empty();
        }
    }

    /**
     * @param group absent when it cannot be read
     */
    static Administrators administrators(Optional<String> group, Sudoers.Grants sudoers) {
        var users = new HashSet<>(sudoers.users());
        var groupIds = new HashSet<String>();
        for (var line : group.stream().flatMap(String::lines).toList()) {
            var fields = line.split(":", -1);
            if (fields.length == 4
                    && (ADMINISTERING.contains(fields[0])
                            || sudoers.groups().contains(fields[0]))) {
                groupIds.add(fields[2]);
                users.addAll(List.of(fields[3].split(",", -1)));
            }
        }
        return new Administrators(users, groupIds, group.isPresent() && sudoers.whole());
    }

    private static Map<String, List<String>> byName(List<String> shadow) {
        var found = new HashMap<String, List<String>>();
        for (var line : shadow) {
            var fields = List.of(line.split(":", -1));
            if (fields.size() >= 3) {
                found.put(fields.getFirst(), fields);
            }
        }
        return found;
    }

    /** A password that starts with ! or * is none that anybody could type. */
    private static Optional<Boolean> locked(String inPasswd, Optional<List<String>> shadow) {
        var password = inPasswd.equals("x") ? shadow.map(f -> f.get(1)) : Optional.of(inPasswd);
        return password.map(p -> p.startsWith("!") || p.startsWith("*"));
    }

    private static Optional<LocalDate> changed(List<String> shadow) {
        return DeviceFiles.wholeNumber(shadow.get(2))
                .filter(day -> day > 0 && day < LAST_DAY)
                .map(LocalDate::ofEpochDay);
    }
}
