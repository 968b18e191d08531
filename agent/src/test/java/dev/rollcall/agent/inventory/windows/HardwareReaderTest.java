package dev.rollcall.agent.inventory.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.HardwareSection.Battery;
import dev.rollcall.common.inventory.HardwareSection.Disk;
import dev.rollcall.common.inventory.HardwareSection.Health;
import dev.rollcall.common.inventory.HardwareSection.Medium;
import dev.rollcall.common.inventory.HardwareSection.Processor;
import dev.rollcall.common.inventory.MemoryModule;
import dev.rollcall.common.inventory.VolatileFacts.DiskWear;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The input follows Microsoft's documentation of the classes: see {@link Recorded}. */
class HardwareReaderTest {

    @Test
    void aLaptopIsReadAsItsFirmwareHasIt() throws IOException {
        var section = HardwareReader.read(Recorded.facts("windows-laptop.jsonl"));

        assertThat(section)
                .isEqualTo(
                        new HardwareSection(
                                Optional.of("LENOVO"),
                                Optional.of("20LS0026GE"),
                                Optional.of("PF1A2B3C"),
                                Optional.empty(),
                                Optional.of("L1HF8A212"),
                                Optional.of("notebook"),
                                Optional.of("4c4c4544-0042-3510-8052-b4c04f4d3332"),
                                Optional.of("N22ET78W (1.55 )"),
                                Optional.of(LocalDate.of(2023, 9, 14)),
                                Optional.empty(),
                                new Processor(
                                        Optional.of("Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz"),
                                        Optional.of(1),
                                        Optional.of(4),
                                        Optional.of(8),
                                        Optional.of(1_896),
                                        Optional.of(6L << 20),
                                        Optional.empty()),
                                Optional.of(16_971_780_096L),
                                Optional.of(
                                        List.of(
                                                module(
                                                        "ChannelA-DIMM0",
                                                        2667,
                                                        "Samsung",
                                                        "M471A1K43CB1-CTD",
                                                        Optional.empty()),
                                                module(
                                                        "ChannelB-DIMM0",
                                                        2400,
                                                        "SK Hynix",
                                                        "HMA81GS6CJR8N-VK",
                                                        Optional.of("3F21A0B4")))),
                                Optional.of(
                                        List.of(
                                                new Disk(
                                                        "PhysicalDrive0",
                                                        Optional.of("SAMSUNG MZVLB256HBHQ-000L7"),
                                                        Optional.of("0025_3885_81B2_7C4F"),
                                                        256_060_514_304L,
                                                        Optional.of(Medium.NVME),
                                                        Optional.of(Health.PASSED),
                                                        Optional.of("4L7QEXH7")))),
                                Optional.of(
                                        List.of(
                                                new Battery(
                                                        "ACPI\\PNP0C0A\\0_0",
                                                        Optional.of("SMP"),
                                                        Optional.of("5B10W13930"),
                                                        Optional.of("3412"),
                                                        Optional.of(45_730)))),
                                Optional.of("ThinkPad T480s"),
                                Optional.of("LENOVO_MT_20LS_BU_Think_FM_ThinkPad T480s"),
                                Optional.of("PF1A2B3C"),
                                Optional.of("LENOVO"),
                                Optional.of("20LS0026GE"),
                                Optional.of("LENOVO"),
                                Optional.of(32L << 30),
                                Optional.of(2),
                                Optional.of(0),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
    }

    /** Arrays of memory and modules in them, and what follows: slots, empty ones, the largest. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'Use':3,'MemoryDevices':4,'MaxCapacityEx':67108864}; {'Capacity':1}; 4; 3; 68719476736",
                "{'Use':3,'MemoryDevices':4,'MaxCapacity':67108864,'MaxCapacityEx':0}; {'Capacity':1}; 4; 3; 68719476736",
                "{'Use':3,'MemoryDevices':2,'MaxCapacity':2147483648}; {'Capacity':1}; 2; 1;",
                "{'Use':3,'MemoryDevices':1,'MaxCapacityEx':1024},{'Use':3,'MemoryDevices':2,'MaxCapacityEx':1024}; {'Capacity':1}; 3; 2; 2097152",
                "{'Use':3,'MemoryDevices':1,'MaxCapacityEx':1024},{'Use':3}; {'Capacity':1};;;",
                "{'Use':4,'MemoryDevices':8,'MaxCapacityEx':1024}; {'Capacity':1};;;",
                "{'Use':3,'MemoryDevices':1}; {'Capacity':1},{'Capacity':1}; 1;;",
                "{'Use':3,'MemoryDevices':2}; {'Capacity':0}; 2;;",
                "{'Use':3,'MemoryDevices':99999,'MaxCapacityEx':9223372036854775807}; {'Capacity':1}; 256; 255;",
                "{'Use':3,'MemoryDevices':-1,'MaxCapacityEx':-1},7; {'Capacity':1};;;"
            })
    void slotsAreCountedAsTheFirmwareListsThem(
            String arrays, String modules, Integer slots, Integer empty, Long maximum)
            throws IOException {
        var facts =
                WindowsFacts.parse(
                        ("{'name':'bios','rows':[]}\n{'name':'slots','rows':["
                                        + arrays
                                        + "]}\n{'name':'memory','rows':["
                                        + modules
                                        + "]}")
                                .replace('\'', '"'));

        var section = HardwareReader.read(facts);

        assertThat(section.memorySlots()).isEqualTo(Optional.ofNullable(slots));
        assertThat(section.memorySlotsEmpty()).isEqualTo(Optional.ofNullable(empty));
        assertThat(section.memoryMaximumBytes()).isEqualTo(Optional.ofNullable(maximum));
    }

    /** Level 3 where there is one, else level 2, both in kilobytes; and the fastest clock. */
    @Test
    void clocksAndCachesOfAllProcessorsAreTakenTogether() throws IOException {
        var two =
                processor(
                        "[{\"MaxClockSpeed\":2100,\"L2CacheSize\":512,\"L3CacheSize\":8192},"
                                + "{\"MaxClockSpeed\":2400,\"L2CacheSize\":512,\"L3CacheSize\":8192}]");
        var small = processor("[{\"MaxClockSpeed\":0,\"L2CacheSize\":1024,\"L3CacheSize\":0}]");

        assertThat(two.maximumMegahertz()).contains(2400);
        assertThat(two.cacheBytes()).contains(16L << 20);
        assertThat(small.maximumMegahertz()).isEmpty();
        assertThat(small.cacheBytes()).contains(1L << 20);
    }

    private static Processor processor(String rows) throws IOException {
        return HardwareReader.read(
                        WindowsFacts.parse(
                                "{\"name\":\"bios\",\"rows\":[]}\n{\"name\":\"processors\",\"rows\":"
                                        + rows
                                        + "}"))
                .processor();
    }

    /** HealthStatus, OperationalStatus, and what follows. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0; [2]; PASSED",
                "0; 2; PASSED",
                "1; [3];",
                "1; [2,5]; FAILING",
                "0; [5]; FAILING",
                "2; [2]; FAILING",
                "5; [0];",
                "null; null;",
                "\"gut\"; [\"x\"];"
            })
    void aDiskFailsWhereWindowsOrTheDiskExpectsIt(String health, String state, Health verdict)
            throws IOException {
        var facts =
                WindowsFacts.parse(
                        ("{\"name\":\"bios\",\"rows\":[]}\n{\"name\":\"disks\",\"rows\":"
                                        + "{\"DeviceId\":\"0\",\"Size\":1,\"HealthStatus\":%s,"
                                        + "\"OperationalStatus\":%s}}")
                                .formatted(health, state));

        assertThat(HardwareReader.read(facts).disks().orElseThrow().getFirst().health())
                .isEqualTo(Optional.ofNullable(verdict));
    }

    @Test
    void onlyDisksThatCountTellTheirWear() {
        var facts =
                WindowsFacts.parse(
                        """
                        {"name":"disks","rows":[{"DeviceId":"0","BusType":17},{"DeviceId":"1","BusType":11,"MediaType":3},{"DeviceId":"2","BusType":11,"MediaType":4},{"DeviceId":"3","BusType":11,"MediaType":4},{"DeviceId":"4","BusType":7,"MediaType":4}]}
                        {"name":"wear","rows":[{"DeviceId":"0","Wear":0},{"DeviceId":"1","Wear":7},{"DeviceId":"2","Wear":0},{"DeviceId":"3","Wear":12},{"DeviceId":"4","Wear":9},{"DeviceId":"9","Wear":9},{"DeviceId":"0","Wear":256},{"Wear":1}]}
                        """);

        assertThat(HardwareReader.wear(facts))
                .contains(
                        List.of(
                                new DiskWear("PhysicalDrive0", 0),
                                new DiskWear("PhysicalDrive3", 12)));
        assertThat(HardwareReader.wear(WindowsFacts.parse(""))).isEmpty();
    }

    /** What drivers of batteries answer, and Windows of batteries at all. */
    @Test
    void aDeviceWithoutABatterySaysSoAndOneThatDoesNotAnswerSaysNothing() {
        var unsupported = "{\"name\":\"batteries\",\"error\":\"Nicht unterstützt \"}\n";
        var none = "{\"name\":\"battery-present\",\"rows\":[]}";
        var one = "{\"name\":\"battery-present\",\"rows\":[{\"DeviceID\":\"x\"}]}";
        var wild =
                "{\"name\":\"batteries\",\"rows\":[{\"InstanceName\":\"b\",\"SerialNumber\":\"0000\","
                        + "\"DesignedCapacity\":4294967295},{\"DeviceName\":\"nameless\"}]}\n";

        assertThat(BatteriesReader.read(WindowsFacts.parse(unsupported + none)))
                .contains(List.of());
        assertThat(BatteriesReader.read(WindowsFacts.parse(unsupported + one))).isEmpty();
        assertThat(BatteriesReader.read(WindowsFacts.parse(unsupported))).isEmpty();
        assertThat(BatteriesReader.read(WindowsFacts.parse(wild + one)))
                .contains(
                        List.of(
                                new Battery(
                                        "b",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty())));
    }

    private static MemoryModule module(
            String slot, int speed, String maker, String part, Optional<String> serial) {
        return new MemoryModule(
                Optional.of(slot),
                8L << 30,
                Optional.of("DDR4"),
                Optional.of(speed),
                Optional.of(maker),
                Optional.of(part),
                serial);
    }

    @Test
    void aGuestOfHyperVIsVirtualAndALaptopThatOnlyUsesItIsNotSaidToBe() throws IOException {
        var guest =
                Recorded.rows(
                        "computer",
                        "[{\"Manufacturer\":\"Microsoft Corporation\",\"Model\":\"Virtual Machine\","
                                + "\"HypervisorPresent\":true}]");
        var laptop =
                Recorded.rows(
                        "computer",
                        "[{\"Manufacturer\":\"Dell Inc.\",\"Model\":\"Latitude 3120\","
                                + "\"HypervisorPresent\":true}]");

        assertThat(HardwareReader.read(guest).virtual()).contains(true);
        assertThat(HardwareReader.read(laptop).virtual()).isEmpty();
    }

    @Test
    void whatCannotBeReadIsAbsentAndSpoilsNothing() throws IOException {
        var facts =
                WindowsFacts.parse(
                        """
                        {"name":"bios","rows":[{"SerialNumber":"PF1A2B3C","Released":null}]}
                        {"name":"disks","error":"Zugriff verweigert "}
                        {"name":"memory","rows":[]}
                        """);

        var section = HardwareReader.read(facts);

        assertThat(section.serial()).contains("PF1A2B3C");
        assertThat(section.firmwareDate()).isEmpty();
        assertThat(section.disks()).isEmpty();
        assertThat(section.memoryModules()).contains(List.of());
        assertThat(section.processor().sockets()).isEmpty();
        assertThat(section.memoryBytes()).isEmpty();
    }

    @Test
    void aDeviceThatAnswersNothingFailsAndSaysWhy() {
        var refused =
                WindowsFacts.parse(
                        "{\"name\":\"computer\",\"error\":\"Zugriff\\u0007 verweigert\\r\\n\"}");

        assertThatThrownBy(() -> HardwareReader.read(refused))
                .isInstanceOf(IOException.class)
                .hasMessage("computer cannot be read: Zugriff verweigert");
        assertThatThrownBy(() -> HardwareReader.read(WindowsFacts.parse("")))
                .isInstanceOf(IOException.class)
                .hasMessage("computer was not answered in time");
    }

    @Test
    void threeHundredDisksAreListedAndAThousandAreNot() throws IOException {
        assertThat(HardwareReader.read(disks(300)).disks().orElseThrow()).hasSize(300);
        assertThat(HardwareReader.read(disks(1000)).disks().orElseThrow()).hasSize(512);
    }

    private static WindowsFacts disks(int count) {
        var rows =
                IntStream.range(0, count)
                        .mapToObj(i -> "{\"DeviceId\":\"" + i + "\",\"Size\":1000204886016}")
                        .collect(Collectors.joining(","));
        return WindowsFacts.parse(
                "{\"name\":\"bios\",\"rows\":[]}\n{\"name\":\"disks\",\"rows\":[" + rows + "]}\n");
    }

    @ParameterizedTest
    @CsvSource({
        "11, 3, HARD_DISK",
        "11, 4, SOLID_STATE",
        "8, 4, SOLID_STATE",
        "17, 0, NVME",
        "13, 0, FLASH",
        "19, 4, FLASH",
        "10, 0,"
    })
    void aDiskStoresOnWhatItsBusAndTypeSay(int bus, int type, Medium medium) throws IOException {
        var facts =
                WindowsFacts.parse(
                        ("{\"name\":\"bios\",\"rows\":[]}\n{\"name\":\"disks\",\"rows\":"
                                        + "{\"DeviceId\":\"0\",\"Size\":1,\"BusType\":%d,"
                                        + "\"MediaType\":%d}}")
                                .formatted(bus, type));

        assertThat(HardwareReader.read(facts).disks().orElseThrow())
                .extracting(Disk::medium)
                .containsExactly(Optional.ofNullable(medium));
    }

    @Test
    void hostileTextIsCleanedAndHostileNumbersAreAbsent() throws IOException {
        var facts =
                WindowsFacts.parse(
                        """
                        {"name":"computer","rows":[{"Manufacturer":"Evil\\u001b[31m\\u202eCorp",\
                        "Model":{"a":1},"TotalPhysicalMemory":99999999999999999999}]}
                        {"name":"processors","rows":[{"NumberOfCores":-4,\
                        "NumberOfLogicalProcessors":2147483648}]}
                        """);

        var section = HardwareReader.read(facts);

        assertThat(section.manufacturer()).contains("Evil[31mCorp");
        assertThat(section.model()).isEmpty();
        assertThat(section.memoryBytes()).isEmpty();
        assertThat(section.processor().cores()).isEmpty();
        assertThat(section.processor().threads()).isEmpty();
        assertThat(section.processor().sockets()).contains(1);
    }
}
