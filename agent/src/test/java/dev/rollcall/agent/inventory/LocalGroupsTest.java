package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.inventory.signins.Dormancy;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.LocalUsersSection;
import dev.rollcall.common.inventory.LocalUsersSection.LocalGroup;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalGroupsTest {

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device =
                new PlantedDevice(folder)
                        .file(
                                "/etc/passwd",
                                """
                                root:x:0:0:root:/root:/bin/bash
                                ms.lee:x:1000:1000:Ms Lee:/home/lee:/bin/bash
                                kid:x:1001:1001::/home/kid:/bin/bash
                                """);
    }

    @Test
    void groupsThatHaveLocalMembersAreListed() throws Exception {
        device.file(
                "/etc/group",
                """
                root:x:0:
                wifi:x:44:kid,ms.lee,kid
                sudo:x:27:ms.lee,somebody.of.the.domain
                domain:x:90:somebody.of.the.domain
                kid:x:1001:
                """);

        assertThat(groups())
                .contains(
                        List.of(
                                new LocalGroup("sudo", 27, List.of("ms.lee")),
                                new LocalGroup("wifi", 44, List.of("kid", "ms.lee"))));
    }

    @Test
    void rubbishIsSkippedAndAMissingFileIsNotAnEmptyOne() throws Exception {
        assertThat(groups()).isEmpty();

        device.file(
                "/etc/group",
                "broken\n:x:5:kid\nminus:x:-5:kid\nok\u0007\u202e:x:7:kid,,,\nx:x:y:kid\n"
                        + "long:x:8:"
                        + "kid,".repeat(100_000)
                        + "\n");

        assertThat(groups())
                .contains(
                        List.of(
                                new LocalGroup("ok", 7, List.of("kid")),
                                new LocalGroup("long", 8, List.of("kid"))));
    }

    private Optional<List<LocalGroup>> groups() throws Exception {
        var dormancy = new Dormancy(device.files(), Programs.none(), "amd64", Optional.empty());
        var collected = new LocalUsersCollector(device.files(), dormancy).collect();
        return ((LocalUsersSection) ((Collected.Facts) collected).section()).groups();
    }
}
