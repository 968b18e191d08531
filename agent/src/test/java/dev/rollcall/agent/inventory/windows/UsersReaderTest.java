package dev.rollcall.agent.inventory.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.inventory.LocalUsersSection;
import dev.rollcall.common.inventory.LocalUsersSection.LocalUser;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The input follows Microsoft's documentation of the cmdlets: see {@link Recorded}. */
class UsersReaderTest {

    /** On a German system, where the group is called Administratoren. */
    @Test
    void administratorsAreThoseWhoseIdentifiersAreInTheGroup() throws IOException {
        assertThat(UsersReader.read(Recorded.facts("windows-laptop.jsonl")))
                .isEqualTo(
                        new LocalUsersSection(
                                List.of(
                                        user("Administrator", 500, true, true, null),
                                        user("Gast", 501, false, true, null),
                                        user("schüler", 1001, false, false, "2026-08-24"),
                                        user("it", 1002, true, false, "2026-01-07")),
                                Optional.empty()));
    }

    @Test
    void whoseGroupCannotBeReadIsNeitherAdministratorNorNot() throws IOException {
        var facts =
                WindowsFacts.parse(
                        """
                        {"name":"users","rows":[{"Name":"a","Enabled":null,"Sid":"S-1-5-21-1-2-3-1001"},{"Name":"b","Sid":"S-1-5-21-1-2-3-99999999999"},{"Name":"\\u0000","Sid":"S-1-5-21-1-2-3-1002"},{"Sid":"S-1-5-21-1-2-3-1003"}]}
                        {"name":"administrators","error":"Der Netzwerkpfad wurde nicht gefunden."}
                        """);

        assertThat(UsersReader.read(facts).users())
                .containsExactly(
                        new LocalUser(
                                "a",
                                1001,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void withoutAccountsThereIsNoSection() {
        assertThatThrownBy(() ->
                        UsersReader.read(
                                WindowsFacts.parse(
                                        "{\"name\":\"users\",\"error\":\"アクセスが拒否されました\"}")))
                .isInstanceOf(IOException.class)
                .hasMessage("users cannot be read: アクセスが拒否されました");
    }

    private static LocalUser user(
            String name, long uid, boolean administrator, boolean locked, String changed) {
        return new LocalUser(
                name,
                uid,
                Optional.of(administrator),
                Optional.of(locked),
                Optional.empty(),
                Optional.ofNullable(changed).map(LocalDate::parse),
                Optional.empty());
    }
}
