package dev.rollcall.agent.inventory.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.inventory.LocalUsersSection;
import dev.rollcall.common.inventory.LocalUsersSection.LocalGroup;
import dev.rollcall.common.inventory.LocalUsersSection.LocalUser;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                                Optional.of(
                                        List.of(
                                                group(
                                                        "Administratoren",
                                                        544,
                                                        "Administrator",
                                                        "it"),
                                                group("Benutzer", 545, "schüler"),
                                                group("Gäste", 546, "Gast"),
                                                group("Labor", 1003, "it", "schüler"))),
                                Optional.of(1)));
    }

    /** Who administers, and how many of them are no accounts of the device. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'rows':['S-1-5-21-1-2-3-1001']; 0",
                "'rows':[]; 0",
                "'rows':['S-1-5-21-1-2-3-1001','S-1-5-21-9-9-9-512','S-1-12-1-1-2-3-4','S-1-12-1-1-2-3-4']; 2",
                "'rows':['S-1-5-21-1-2-3-1007','\\u0007',7,null,{}]; 1",
                "'error':'Der Netzwerkpfad wurde nicht gefunden.';"
            })
    void administratorsWhoAreNoLocalAccountsAreCounted(String answer, Integer others)
            throws IOException {
        var facts =
                WindowsFacts.parse(
                        ("{'name':'users','rows':[{'Name':'a','Sid':'S-1-5-21-1-2-3-1001'}]}\n"
                                        + "{'name':'administrators',"
                                        + answer
                                        + "}")
                                .replace('\'', '"'));

        assertThat(UsersReader.read(facts).otherAdministrators())
                .isEqualTo(Optional.ofNullable(others));
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
    void groupsAreAbsentWhereTheyCannotBeReadAndHostileOnesCostThemselvesOnly() throws IOException {
        var user =
                "{\"name\":\"users\",\"rows\":[{\"Name\":\"a\",\"Sid\":\"S-1-5-21-1-2-3-1001\"}]}\n";
        var groups =
                """
                {"name":"groups","rows":[{"Name":"g","Sid":"S-1-5-21-1-2-3-1009","Members":"S-1-5-21-1-2-3-1001"},\
                {"Name":"\\u0007","Sid":"S-1-5-32-545","Members":["S-1-5-21-1-2-3-1001"]},\
                {"Name":"no sid","Members":["S-1-5-21-1-2-3-1001"]},\
                {"Name":"strangers","Sid":"S-1-5-32-546","Members":["S-1-5-21-9-9-9-1001",{"a":1},7]}]}
                """;

        assertThat(UsersReader.read(WindowsFacts.parse(user)).groups()).isEmpty();
        assertThat(UsersReader.read(WindowsFacts.parse(user + groups)).groups())
                .contains(List.of(group("g", 1009, "a")));
    }

    private static LocalGroup group(String name, long gid, String... members) {
        return new LocalGroup(name, gid, List.of(members));
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
