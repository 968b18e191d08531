package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.inventory.signins.Dormancy;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.LocalUsersSection;
import dev.rollcall.common.inventory.LocalUsersSection.LocalUser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalUsersCollectorTest {

    private static final String ACCOUNTS =
            """
            root:x:0:0::/root:/bin/bash
            lee:x:1000:1000::/home/lee:/bin/bash
            kid:x:1001:1001::/home/kid:/bin/bash
            """;

    @TempDir Path folder;

    @Test
    void administratorsAreThoseWithIdZeroOrInAGroupThatAdministers() throws IOException {
        var users =
                LocalUsersCollector.parse(
                        List.of(
                                "root:x:0:0:root:/root:/bin/bash",
                                "toor:x:0:0::/root:/bin/sh",
                                "ms.lee:x:1000:1000:Ms Lee,Room 204:/home/lee:/bin/bash",
                                "kid:x:1001:1001::/home/kid:/bin/bash",
                                "wheely:x:1002:10::/home/w:/bin/zsh",
                                "open::1003:1003::/home/o:/bin/sh",
                                "+nis::::::",
                                "bad:x:minus:0:::",
                                "short:x:1",
                                ""),
                        LocalUsersCollector.administrators(
                                Optional.of(
                                        """
                                        sudo:x:27:ms.lee
                                        wheel:x:10:
                                        video:x:44:kid
                                        broken
                                        """),
                                Sudoers.Grants.NONE),
                        List.of(
                                "root:!:19500:0:99999:7:::",
                                "ms.lee:$y$j9T$abc:20000:0:99999:7:::",
                                "kid:*::0:99999:7:::",
                                "wheely:$6$x:0:0:::::",
                                "half"),
                        _ -> Optional.empty());

        assertThat(users)
                .containsExactly(
                        user("root", 0, true, true, "/bin/bash", LocalDate.of(2023, 5, 23)),
                        user("toor", 0, true, null, "/bin/sh", null),
                        user("ms.lee", 1000, true, false, "/bin/bash", LocalDate.of(2024, 10, 4)),
                        user("kid", 1001, false, true, "/bin/bash", null),
                        user("wheely", 1002, true, false, "/bin/zsh", null),
                        user("open", 1003, false, false, "/bin/sh", null));
    }

    @Test
    void noListOfAccountsIsAFailureAndNotADeviceWithoutAccounts() {
        var collector = collector();

        assertThatThrownBy(collector::collect).isInstanceOf(IOException.class);
    }

    @Test
    void withoutTheGroupsOnlyUserIdZeroIsKnown() throws Exception {
        device().file("/etc/passwd", ACCOUNTS);

        assertThat(administrators())
                .containsExactly(Optional.of(true), Optional.empty(), Optional.empty());
    }

    @Test
    void whoeverSudoLetsRunEverythingAdministers() throws Exception {
        device().file("/etc/passwd", ACCOUNTS)
                .file("/etc/group", "techs:x:50:kid\n")
                .file(
                        "/etc/sudoers",
                        """
                        Defaults env_reset
                        root ALL=(ALL:ALL) ALL
                        %nobody ALL=(ALL) ALL
                        #includedir /etc/sudoers.d
                        """)
                .file("/etc/sudoers.d/lee", "lee ALL=(root) NOPASSWD: /usr/bin/apt update\n")
                .file("/etc/sudoers.d/old.bak", "lee ALL=(ALL) ALL\n");

        assertThat(administrators())
                .containsExactly(Optional.of(true), Optional.of(false), Optional.of(false));

        device().file("/etc/sudoers.d/kid", "%techs ALL = (ALL) NOPASSWD: \\\n ALL\n");
        assertThat(administrators())
                .containsExactly(Optional.of(true), Optional.of(false), Optional.of(true));

        device().file("/etc/sudoers.d/lee", "User_Alias TEACHERS = x, lee\nTEACHERS ALL = ALL\n");
        assertThat(administrators()).containsOnly(Optional.of(true));
    }

    @Test
    void sudoersThatCannotBeReadLeaveTheOthersOpen() throws Exception {
        device().file("/etc/passwd", ACCOUNTS)
                .file("/etc/group", "sudo:x:27:lee\n")
                .folder("/etc/sudoers");

        assertThat(administrators())
                .containsExactly(Optional.of(true), Optional.of(true), Optional.empty());
    }

    @Test
    void moreAccountsThanAreReadAreAFailureAndNotAShorterList() {
        device().file("/etc/passwd", "a:x:1000:1000::/:/bin/sh\n".repeat(5_001));

        assertThatThrownBy(this::administrators).hasMessageContaining("more than 5000 accounts");
    }

    private LocalUsersCollector collector() {
        var files = device().files();
        return new LocalUsersCollector(
                files, new Dormancy(files, Programs.none(), "amd64", Optional.empty()));
    }

    private PlantedDevice device() {
        return new PlantedDevice(folder);
    }

    private List<Optional<Boolean>> administrators() throws Exception {
        var facts = (Collected.Facts) collector().collect();
        return ((LocalUsersSection) facts.section())
                .users().stream().map(LocalUser::administrator).toList();
    }

    private static LocalUser user(
            String name,
            long uid,
            boolean administrator,
            @Nullable Boolean locked,
            String shell,
            @Nullable LocalDate changed) {
        return new LocalUser(
                name,
                uid,
                Optional.of(administrator),
                Optional.ofNullable(locked),
                Optional.of(shell),
                Optional.ofNullable(changed),
                Optional.empty());
    }
}
