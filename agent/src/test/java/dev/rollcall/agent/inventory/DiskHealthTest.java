package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.common.inventory.DiskUse;
import dev.rollcall.common.inventory.HardwareSection.Disk;
import dev.rollcall.common.inventory.HardwareSection.Health;
import dev.rollcall.common.inventory.VolatileFacts.DiskWear;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskHealthTest {

    /** As smartctl 7.3 writes it, shortened. */
    private static final String NVME =
            """
            {"json_format_version":[1,0],
             "smartctl":{"version":[7,3],"argv":["smartctl","-n","standby","-H","-A","-j","/dev/nvme0n1"],
              "exit_status":0},
             "device":{"name":"/dev/nvme0n1","type":"nvme","protocol":"NVMe"},
             "smart_status":{"passed":true,"nvme":{"value":0}},
             "nvme_smart_health_information_log":{"critical_warning":0,"temperature":34,
              "available_spare":100,"available_spare_threshold":10,"percentage_used":3},
             "temperature":{"current":34},"power_on_time":{"hours":4417}}
            """;

    private static final String FAILING =
            """
            {"smartctl":{"version":[7,3],"exit_status":24},"device":{"name":"/dev/sda","type":"sat"},
             "smart_status":{"passed":false},"ata_smart_attributes":{"revision":16,"table":[]},
             "power_on_time":{"hours":21007,"minutes":12},"temperature":{"current":0}}
            """;

    /** What the program printed that could not open its disk. */
    private static final String SILENT =
            """
            {"json_format_version":[1,0],"smartctl":{"version":[7,3],"messages":[
             {"string":"/dev/sda: Unable to detect device type","severity":"error"}],"exit_status":1}}
            """;

    private final Map<String, ProgramResult> printed = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final DiskHealth health = new DiskHealth(this::run, now::get);

    private Optional<ProgramResult> run(List<String> command, Duration limit, int most)
            throws IOException {
        assertThat(command.subList(0, 6))
                .containsExactly("smartctl", "-n", "standby", "-H", "-A", "-j");
        assertThat(limit).isLessThan(Inventory.SECTION_LIMIT);
        asked.add(command.getLast());
        if (command.getLast().equals("/dev/sdx")) {
            throw new IOException("no more processes");
        }
        return Optional.ofNullable(printed.get(command.getLast()));
    }

    @Test
    void disksSayHowTheyAreAndSomeHowWorn() throws InterruptedException {
        prints("/dev/nvme0n1", 0, NVME);
        prints("/dev/sda", 24, FAILING);

        assertThat(judged("nvme0n1", "sda", "mmcblk0"))
                .containsExactly(
                        Optional.of(Health.PASSED), Optional.of(Health.FAILING), Optional.empty());
        assertThat(health.wear()).contains(List.of(new DiskWear("nvme0n1", 3)));
        assertThat(health.use())
                .contains(
                        List.of(
                                new DiskUse("nvme0n1", Optional.of(4417), Optional.of(34)),
                                new DiskUse("sda", Optional.of(21_007), Optional.empty())));
        assertThat(asked).containsExactly("/dev/nvme0n1", "/dev/sda");
    }

    @Test
    void eachIsAskedOnceADay() throws InterruptedException {
        prints("/dev/sda", 0, NVME);
        judged("sda");
        now.addAndGet(Duration.ofHours(23).toNanos());
        prints("/dev/sda", 8, FAILING);

        assertThat(judged("sda")).containsExactly(Optional.of(Health.PASSED));
        assertThat(asked).hasSize(1);

        now.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(judged("sda")).containsExactly(Optional.of(Health.FAILING));
        assertThat(asked).hasSize(2);
    }

    @Test
    void whatADiskSaidStandsWhileItSleeps() throws InterruptedException {
        prints("/dev/sda", 8, FAILING);
        judged("sda");
        now.addAndGet(Duration.ofDays(1).toNanos());
        prints("/dev/sda", 2, SILENT);

        assertThat(judged("sda")).containsExactly(Optional.of(Health.FAILING));
        assertThat(health.use())
                .contains(List.of(new DiskUse("sda", Optional.of(21_007), Optional.empty())));
    }

    @Test
    void howWarmADiskWasIsNotToldOfOneThatSleeps() throws InterruptedException {
        prints("/dev/sda", 0, NVME);
        judged("sda");
        now.addAndGet(Duration.ofDays(1).toNanos());
        prints("/dev/sda", 2, SILENT);
        judged("sda");

        assertThat(health.use())
                .contains(List.of(new DiskUse("sda", Optional.of(4417), Optional.empty())));
    }

    @Test
    void aDiskThatHangsIsNotAskedAgainOnTheSameDay() throws InterruptedException {
        printed.put("/dev/sda", new ProgramResult(-1, NVME, "", true, false));

        assertThat(judged("sda", "sdx")).containsExactly(Optional.empty(), Optional.empty());
        assertThat(judged("sda", "sdx")).containsExactly(Optional.empty(), Optional.empty());
        assertThat(asked).containsExactly("/dev/sda", "/dev/sdx");
    }

    @Test
    void withoutTheProgramNothingIsSaidUntilItIsInstalled() throws InterruptedException {
        assertThat(judged("sda")).containsExactly(Optional.empty());
        assertThat(health.wear()).isEmpty();
        assertThat(health.use()).isEmpty();

        prints("/dev/sda", 0, NVME);
        assertThat(judged("sda")).containsExactly(Optional.of(Health.PASSED));
    }

    @Test
    void aDiskThatIsGoneIsForgotten() throws InterruptedException {
        prints("/dev/nvme0n1", 0, NVME);
        judged("nvme0n1");

        judged();

        assertThat(health.wear()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "smartctl 6.6 2017-11-05\n=======> UNRECOGNIZED OPTION: j",
                "{",
                "[]",
                "null",
                "{\"smart_status\":{\"passed\":\"yes\"}}",
                "{\"smart_status\":[]}",
                "{\"power_on_time\":{\"hours\":-1},\"temperature\":{\"current\":200}}",
                "{\"power_on_time\":{\"hours\":99999999},\"temperature\":{\"current\":-3}}",
                "{\"power_on_time\":7,\"temperature\":{\"current\":\"34\"}}",
                "{\"nvme_smart_health_information_log\":{\"percentage_used\":-1}}",
                "{\"nvme_smart_health_information_log\":{\"percentage_used\":99999999999}}",
                "{\"nvme_smart_health_information_log\":{\"percentage_used\":3.5}}",
                "{\"nvme_smart_health_information_log\":{\"percentage_used\":256}}"
            })
    void whatMakesNoSenseSaysNothing(String output) {
        assertThat(DiskHealth.parse(output)).isEqualTo(DiskHealth.Said.NOTHING);
    }

    @Test
    void noNameOfADiskIsAnOption() throws InterruptedException {
        assertThat(judged("-x", "sda1", "nvme0n1 -s off", "dm-0", "vda")).hasSize(5);

        assertThat(asked).isEmpty();
    }

    @Test
    void whatDisksSaidOtherwiseIsRememberedUntilTheyAreGone() {
        health.told(List.of(new DiskWear("PhysicalDrive1", 7), new DiskWear("PhysicalDrive0", 3)));
        assertThat(health.wear())
                .contains(
                        List.of(
                                new DiskWear("PhysicalDrive0", 3),
                                new DiskWear("PhysicalDrive1", 7)));

        health.told(List.of(new DiskWear("PhysicalDrive0", 4)));
        assertThat(health.wear()).contains(List.of(new DiskWear("PhysicalDrive0", 4)));

        health.told(List.of());
        assertThat(health.wear()).isEmpty();
        assertThat(asked).isEmpty();
    }

    private void prints(String disk, int exit, String output) {
        printed.put(disk, new ProgramResult(exit, output, "", false, false));
    }

    private List<Optional<Health>> judged(String... names) throws InterruptedException {
        var disks = new ArrayList<Disk>();
        for (var name : names) {
            disks.add(
                    new Disk(
                            name,
                            Optional.empty(),
                            Optional.empty(),
                            1,
                            Optional.empty(),
                            Optional.empty()));
        }
        return health.judged(disks).stream().map(Disk::health).toList();
    }
}
