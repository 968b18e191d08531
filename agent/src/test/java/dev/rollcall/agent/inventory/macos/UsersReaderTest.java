package dev.rollcall.agent.inventory.macos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.inventory.LocalUsersSection.LocalGroup;
import dev.rollcall.common.inventory.LocalUsersSection.LocalUser;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The input follows dscl(1): see {@link Recorded}. */
class UsersReaderTest {

    private static final String NUMBERS =
            """
            _amavisd                83
            daemon                  1
            nobody                  -2
            root                    0
            kim                     501
            schueler                502
            """;
    private static final String SHELLS =
            """
            kim                     /bin/zsh
            root                    /bin/sh
            """;

    @Test
    void accountsOfPeopleAreListedWithWhoAdministers() throws IOException {
        var section =
                UsersReader.read(
                        NUMBERS,
                        Optional.of(SHELLS),
                        Optional.of("GroupMembership: root kim\nNo such key: NestedGroups\n"),
                        DirectoryRecords.NONE,
                        Optional.empty());

        assertThat(section.users())
                .containsExactly(
                        user("root", 0, Optional.of(true), "/bin/sh"),
                        user("daemon", 1, Optional.of(false), null),
                        user("kim", 501, Optional.of(true), "/bin/zsh"),
                        user("schueler", 502, Optional.of(false), null));
    }

    @Test
    void whereGroupsAreInTheGroupOrItCannotBeReadNobodyIsSaidNotToAdminister() throws IOException {
        var nested =
                UsersReader.read(
                        NUMBERS,
                        Optional.empty(),
                        Optional.of("GroupMembership:\n root root\n kim\nNestedGroups: 1A2B\n"),
                        DirectoryRecords.NONE,
                        Optional.empty());
        var unread =
                UsersReader.read(
                        NUMBERS,
                        Optional.empty(),
                        Optional.empty(),
                        DirectoryRecords.NONE,
                        Optional.empty());

        assertThat(nested.users())
                .extracting(LocalUser::administrator)
                .containsExactly(
                        Optional.of(true), Optional.empty(), Optional.of(true), Optional.empty());
        assertThat(unread.users())
                .extracting(LocalUser::administrator)
                .containsExactly(
                        Optional.of(true), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Test
    void locksDaysOfPasswordsAndGroupsAreRead() throws IOException {
        var section =
                UsersReader.read(
                        NUMBERS + "mobil 503\n",
                        Optional.empty(),
                        Optional.empty(),
                        DirectoryRecords.parse(Recorded.text("macos-users.plist")),
                        Optional.of(DirectoryRecords.parse(Recorded.text("macos-groups.plist"))));

        assertThat(section.users())
                .extracting(u -> u.name() + " " + u.locked() + " " + u.passwordChanged())
                .containsExactly(
                        "root Optional[true] Optional.empty",
                        "daemon Optional[true] Optional.empty",
                        "kim Optional[false] Optional[2026-11-01]",
                        "schueler Optional[true] Optional.empty",
                        "mobil Optional[false] Optional.empty");
        assertThat(section.groups().orElseThrow())
                .containsExactly(
                        new LocalGroup("staff", 20, List.of("root")),
                        new LocalGroup("admin", 80, List.of("kim", "root")),
                        new LocalGroup("_lpadmin", 98, List.of("kim", "schueler")),
                        new LocalGroup("com.apple.access_ssh", 399, List.of("kim")));
    }

    @Test
    void recordsThatMakeNoSenseSayNothing() throws IOException {
        for (var output :
                new String[] {"", "<plist><array><dict>", "<dscl_cmd> DS Error: -14009"}) {
            var section =
                    UsersReader.read(
                            NUMBERS,
                            Optional.empty(),
                            Optional.empty(),
                            DirectoryRecords.parse(output),
                            Optional.of(DirectoryRecords.parse(output)));

            assertThat(section.groups()).isEmpty();
            assertThat(section.users()).allMatch(user -> user.locked().isEmpty());
        }
    }

    @Test
    void withoutAccountsThereIsNoSection() {
        for (var output :
                new String[] {"", "\n \n", "name", "<dscl_cmd> DS Error: -14009", "\u0000"}) {
            assertThatThrownBy(() ->
                            UsersReader.read(
                                    output,
                                    Optional.empty(),
                                    Optional.empty(),
                                    DirectoryRecords.NONE,
                                    Optional.empty()))
                    .isInstanceOf(IOException.class);
        }
    }

    private static LocalUser user(
            String name, long uid, Optional<Boolean> administrator, String shell) {
        return new LocalUser(
                name,
                uid,
                administrator,
                Optional.empty(),
                Optional.ofNullable(shell),
                Optional.empty(),
                Optional.empty());
    }
}
