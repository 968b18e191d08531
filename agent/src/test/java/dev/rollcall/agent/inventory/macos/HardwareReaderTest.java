package dev.rollcall.agent.inventory.macos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.HardwareSection.Battery;
import dev.rollcall.common.inventory.HardwareSection.Disk;
import dev.rollcall.common.inventory.HardwareSection.Health;
import dev.rollcall.common.inventory.HardwareSection.Medium;
import dev.rollcall.common.inventory.HardwareSection.Processor;
import dev.rollcall.common.inventory.MemoryModule;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The input follows published samples of system_profiler: see {@link Recorded}. */
class HardwareReaderTest {

    private static final Sysctl SILENT = Sysctl.parse("");

    @Test
    void aMacBookIsReadAsSystemProfilerHasIt() throws IOException {
        assertThat(HardwareReader.read(Recorded.profile("macos-hardware.json"), Recorded.kernel()))
                .isEqualTo(
                        new HardwareSection(
                                Optional.of("Apple Inc."),
                                Optional.of("Mac14,2"),
                                Optional.of("D5XQV1FMFJ"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("notebook"),
                                Optional.of("d26e7bc6-425e-51c2-87c5-0b902782b60d"),
                                Optional.of("10151.101.3"),
                                Optional.empty(),
                                Optional.of(false),
                                new Processor(
                                        Optional.of("Apple M2"),
                                        Optional.of(1),
                                        Optional.of(8),
                                        Optional.of(8)),
                                Optional.of(8L << 30),
                                Optional.of(
                                        List.of(
                                                new MemoryModule(
                                                        Optional.empty(),
                                                        8L << 30,
                                                        Optional.of("LPDDR5"),
                                                        Optional.empty(),
                                                        Optional.of("Hynix"),
                                                        Optional.empty(),
                                                        Optional.empty()))),
                                Optional.of(
                                        List.of(
                                                new Disk(
                                                        "disk0",
                                                        Optional.of("APPLE SSD AP0256Z"),
                                                        Optional.of("0ba018e4045c5e3e"),
                                                        251_000_193_024L,
                                                        Optional.of(Medium.NVME),
                                                        Optional.of(Health.PASSED)))),
                                Optional.of(
                                        List.of(
                                                new Battery(
                                                        "InternalBattery-0",
                                                        Optional.of("SMP"),
                                                        Optional.of("bq20z451"),
                                                        Optional.of("F5D1234567890ABCD"),
                                                        Optional.empty())))));
    }

    @Test
    void theModulesOfAnIntelMacAreInSlotsAndEmptyOnesAreLeftOut() throws IOException {
        var profile =
                MacPrograms.parse(
                        """
                        {"SPMemoryDataType":[{"_name":"Memory Slots","global_ecc_state":"ecc_disabled","_items":[
                          {"_name":"BANK 1/ChannelB-DIMM0","dimm_size":"empty","dimm_type":"empty"},
                          {"_name":"BANK 0/ChannelA-DIMM0","dimm_manufacturer":"0x802C","dimm_part_number":"0x384154463147363448","dimm_serial_number":"-","dimm_size":"8 GB","dimm_speed":"2667 MHz","dimm_status":"ok","dimm_type":"DDR4"}]}],
                         "SPSerialATADataType":[{"_name":"Intel 300 Series","_items":[
                          {"_name":"ST1000","bsd_name":"disk1","device_model":"ST1000DM003","device_serial":"Z1D5","size_in_bytes":1000204886016,"spsata_medium_type":"Rotational","removable_media":"no"},
                          {"_name":"BD-RE","bsd_name":"disk9","size_in_bytes":1,"removable_media":"yes"}]}]}
                        """);

        var section = HardwareReader.read(profile, SILENT);

        assertThat(section.memoryModules().orElseThrow())
                .containsExactly(
                        new MemoryModule(
                                Optional.of("BANK 0/ChannelA-DIMM0"),
                                8L << 30,
                                Optional.of("DDR4"),
                                Optional.of(2667),
                                Optional.empty(),
                                Optional.of("8ATF1G64H"),
                                Optional.empty()));
        assertThat(section.disks().orElseThrow())
                .extracting(Disk::medium)
                .containsExactly(Optional.of(Medium.HARD_DISK));
    }

    @ParameterizedTest
    @CsvSource({
        "VirtualMac2-1, Mac, true,",
        "iMac19-1, iMac, , all-in-one",
        "Macmini9-1, Mac mini, , mini",
        "Mac13-1, Mac Studio, , desktop",
        "MacPro7-1, Mac Pro, , tower",
        "MacBookPro18-3, MacBook Pro, , notebook"
    })
    void whatItIsGoesByItsNames(String model, String name, Boolean virtual, String chassis)
            throws IOException {
        var profile =
                MacPrograms.parse(
                        "{\"SPHardwareDataType\":[{\"machine_model\":\"%s\",\"machine_name\":\"%s\"}]}"
                                .formatted(model.replace('-', ','), name));

        var section = HardwareReader.read(profile, SILENT);

        assertThat(section.manufacturer()).contains("Apple Inc.");
        assertThat(section.virtual()).isEqualTo(Optional.ofNullable(virtual));
        assertThat(section.chassis()).isEqualTo(Optional.ofNullable(chassis));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "8 GB;8589934592",
                "8,00 GB;8589934592",
                "8\u00a0GB;8589934592",
                "512 MB;536870912",
                "1,5 TB;",
                "8;",
                "acht GB;"
            })
    void memoryIsReadAsEachLanguageWritesIt(String text, Long bytes) throws IOException {
        var profile =
                MacPrograms.parse(
                        "{\"SPHardwareDataType\":[{\"physical_memory\":\"" + text + "\"}]}");

        assertThat(HardwareReader.read(profile, SILENT).memoryBytes())
                .isEqualTo(Optional.ofNullable(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "smart_status,Failing,FAILING",
        "smart_status,Verified,PASSED",
        "spsata_smart_status,Failing,FAILING",
        "smart_status,Not Supported,",
        "smart_status,,"
    })
    void aDiskSaysWhetherItExpectsToFail(String name, String status, Health health)
            throws IOException {
        var said = status == null ? "null" : "\"" + status + "\"";
        var profile =
                MacPrograms.parse(
                        "{\"SPSerialATADataType\":[{\"_items\":[{\"bsd_name\":\"disk0\",\"size_in_bytes\":7,\""
                                + name
                                + "\":"
                                + said
                                + "}]}]}");

        assertThat(HardwareReader.read(profile, SILENT).disks().orElseThrow().getFirst().health())
                .isEqualTo(Optional.ofNullable(health));
    }

    @Test
    void threeHundredDisksAreListedAndAThousandAreNot() throws IOException {
        assertThat(disks(300)).hasSize(300);
        assertThat(disks(1_000)).hasSizeLessThanOrEqualTo(512);
    }

    private static List<Disk> disks(int count) throws IOException {
        var items =
                IntStream.range(0, count)
                        .mapToObj(i -> "{\"bsd_name\":\"disk" + i + "\",\"size_in_bytes\":7}")
                        .collect(Collectors.joining(","));
        var profile = MacPrograms.parse("{\"SPNVMeDataType\":[{\"_items\":[" + items + "]}]}");
        return HardwareReader.read(profile, SILENT).disks().orElseThrow();
    }

    @Test
    void whatIsMissingOrOfAnotherKindIsAbsent() throws IOException {
        var profile =
                MacPrograms.parse(
                        "{\"SPHardwareDataType\":[{\"serial_number\":7,\"machine_model\":\"\\u0000\\u202e\","
                                + "\"platform_UUID\":\"x\"}],\"SPMemoryDataType\":\"none\"}");

        var section = HardwareReader.read(profile, SILENT);

        assertThat(section.serial()).isEmpty();
        assertThat(section.model()).isEmpty();
        assertThat(section.manufacturer()).isEmpty();
        assertThat(section.smbiosUuid()).isEmpty();
        assertThat(section.memoryModules()).contains(List.of());
        assertThat(section.disks()).isEmpty();
        assertThat(section.processor().cores()).isEmpty();
    }
}
