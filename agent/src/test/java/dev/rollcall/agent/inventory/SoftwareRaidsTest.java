package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.common.inventory.SoftwareRaid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The forms are those of drivers/md/md.c, md_seq_show and the status of each level. */
class SoftwareRaidsTest {

    private static final String LIST =
            """
            Personalities : [raid1] [raid0] [raid6] [raid5] [raid4]
            md1 : active raid5 sde1[0] sdf1[4](F) sdb1[5](S) sdd1[2] nvme0n1p3[1](W)
                  1250241792 blocks super 1.2 level 5, 64k chunk, algorithm 2 [4/3] [UUU_]
                  [==>..................]  recovery = 12.6% (37043392/292945152) finish=127.5min
                  bitmap: 0/10 pages [0KB], 16384KB chunk

            md0 : active (auto-read-only) raid1 sdb2[1] sda2[0]
                  249926656 blocks super 1.2 [2/2] [UU]

            md127 : active raid0 sdh[1] sdg[0]
                  1000000 blocks super 1.2 512k chunks

            md126 : inactive sdi[0](S)
                  975193 blocks super 1.2

            unused devices: <none>
            """;

    @Test
    void eachIsToldWithItsMembersAndWhetherItLacksOne(@TempDir Path folder) throws IOException {
        var files = new PlantedDevice(folder).file("/proc/mdstat", LIST).files();

        assertThat(SoftwareRaids.read(files).orElseThrow())
                .containsExactly(
                        raid("md0", "raid1", 249_926_656L, 2, List.of("sda2", "sdb2"), List.of()),
                        raid(
                                "md1",
                                "raid5",
                                1_250_241_792L,
                                4,
                                List.of("nvme0n1p3", "sdb1", "sdd1", "sde1"),
                                List.of("sdf1")),
                        new SoftwareRaid(
                                "md126",
                                Optional.empty(),
                                Optional.of(975_193L * 1024),
                                Optional.empty(),
                                List.of("sdi"),
                                List.of(),
                                Optional.empty()),
                        new SoftwareRaid(
                                "md127",
                                Optional.of("raid0"),
                                Optional.of(1_000_000L * 1024),
                                Optional.empty(),
                                List.of("sdg", "sdh"),
                                List.of(),
                                Optional.empty()));
    }

    @Test
    void aKernelWithoutAnyHasNoneAndOneThatKnowsNothingOfThemSaysNothing(@TempDir Path folder)
            throws IOException {
        var device = new PlantedDevice(folder);
        assertThat(SoftwareRaids.read(device.files())).isEmpty();

        device.file("/proc/mdstat", "Personalities : \nunused devices: <none>\n");
        assertThat(SoftwareRaids.read(device.files())).contains(List.of());
    }

    @Test
    void noiseIsReadAsFarAsItMakesSense() {
        var random = new Random(20261128);
        for (int i = 0; i < 5000; i++) {
            var text = new StringBuilder(LIST);
            for (int hits = random.nextInt(20); hits >= 0; hits--) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(128));
            }
            assertThat(SoftwareRaids.parse(text.toString().lines().toList()))
                    .hasSizeLessThanOrEqualTo(5)
                    .allMatch(raid -> raid.bytes().orElse(1L) > 0);
        }
        var most = "md0 : active raid1 " + "sda[0] ".repeat(2000) + "\n";
        assertThat(SoftwareRaids.parse(most.repeat(300).lines().toList()))
                .hasSize(64)
                .allMatch(raid -> raid.members().size() == 64);
    }

    private static SoftwareRaid raid(
            String name,
            String level,
            long kibibytes,
            int wanted,
            List<String> members,
            List<String> failed) {
        return new SoftwareRaid(
                name,
                Optional.of(level),
                Optional.of(kibibytes * 1024),
                Optional.of(wanted),
                members,
                failed,
                Optional.of(!failed.isEmpty()));
    }
}
