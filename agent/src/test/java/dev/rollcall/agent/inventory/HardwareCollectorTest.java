package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.inventory.collect.Smbios;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.HardwareSection.Disk;
import dev.rollcall.common.inventory.HardwareSection.Medium;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HardwareCollectorTest {

    private static final String DMI = "/sys/class/dmi/id/";
    private static final String CPU = "/sys/devices/system/cpu/";

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder);
    }

    @Test
    void aLaptopIsReadFromItsFirmware() throws IOException, InterruptedException {
        device.file(DMI + "sys_vendor", "LENOVO\n")
                .file(DMI + "product_name", "20LS0026US\n")
                .file(DMI + "product_serial", "PF1A2B3C\n")
                .file(DMI + "chassis_asset_tag", "LHS-0417\n")
                .file(DMI + "board_serial", "L1HF8\u0007\u001b[2J12\n")
                .file(DMI + "chassis_type", "10\n")
                .file(DMI + "product_uuid", "4C4C4544-0042-3510-8052-B4C04F4D3332\n")
                .file(DMI + "bios_version", "N22ET78W (1.55 )\n")
                .file(DMI + "bios_date", "09/14/2023\n")
                .file("/proc/meminfo", "MemTotal:       16112340 kB\nMemFree: 1 kB\n")
                .file("/proc/cpuinfo", cpuinfo("fpu vme sse2"));

        var hardware = collect();

        assertThat(hardware.manufacturer()).contains("LENOVO");
        assertThat(hardware.model()).contains("20LS0026US");
        assertThat(hardware.serial()).contains("PF1A2B3C");
        assertThat(hardware.assetTag()).contains("LHS-0417");
        assertThat(hardware.boardSerial()).contains("L1HF8[2J12");
        assertThat(hardware.chassis()).contains("notebook");
        assertThat(hardware.smbiosUuid()).contains("4c4c4544-0042-3510-8052-b4c04f4d3332");
        assertThat(hardware.firmwareVersion()).contains("N22ET78W (1.55 )");
        assertThat(hardware.firmwareDate()).contains(LocalDate.of(2023, 9, 14));
        assertThat(hardware.virtual()).contains(false);
        assertThat(hardware.memoryBytes()).contains(16_112_340L * 1024);
        assertThat(hardware.processor().model()).contains("Intel(R) Core(TM) i5-8350U");
        assertThat(hardware.processor().sockets()).contains(1);
        assertThat(hardware.processor().cores()).contains(2);
        assertThat(hardware.processor().threads()).contains(4);
    }

    @Test
    void whatTheMakerLeftUnfilledIsAbsent() throws IOException, InterruptedException {
        device.file(DMI + "sys_vendor", "To Be Filled By O.E.M.")
                .file(DMI + "product_serial", "System Serial Number")
                .file(DMI + "chassis_asset_tag", "Default string")
                .file(DMI + "board_serial", "0")
                .file(DMI + "chassis_type", "2")
                .file(DMI + "product_uuid", "00000000-0000-0000-0000-000000000000")
                .file(DMI + "bios_date", "31/31/2023")
                .file(DMI + "product_family", "System Family")
                .file(DMI + "product_sku", "SKU")
                .file(DMI + "chassis_serial", "Chassis Serial Number")
                .file(DMI + "board_vendor", "Default string")
                .file(DMI + "board_name", "Not Applicable")
                .file(DMI + "bios_vendor", "INVALID");

        var hardware = collect();

        assertThat(hardware)
                .isEqualTo(
                        new HardwareSection(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                hardware.processor(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "QEMU, Standard PC (Q35 + ICH9), false, true",
        "innotek GmbH, VirtualBox, , true",
        "Microsoft Corporation, Virtual Machine, true, true",
        "Microsoft Corporation, Surface Laptop 3, false, false",
        "Dell Inc., Latitude 3410, true, true",
        "Raspberry Pi, Model 4, , ",
    })
    void virtualIsKnownByNameOrByTheProcessorOrNotAtAll(
            String maker, String model, Boolean flag, Boolean expected) {
        assertThat(
                        Smbios.virtual(
                                Optional.of(maker), Optional.of(model), Optional.ofNullable(flag)))
                .isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "QEMU, Standard PC (Q35 + ICH9), , tsc kvm-clock acpi_pm, kvm",
        "QEMU, Standard PC (Q35 + ICH9), , tsc hpet acpi_pm, qemu",
        "'', '', , tsc kvm-clock, kvm",
        "'', '', , tsc hpet, ",
        "innotek GmbH, VirtualBox, , tsc kvm-clock, virtualbox",
        "'VMware, Inc.', VMware7, , tsc hpet, vmware",
        "Microsoft Corporation, Virtual Machine, , hyperv_clocksource_tsc_page acpi_pm, hyper-v",
        "Xen, HVM domU, xen, xen tsc hpet, xen",
        "Amazon EC2, t3.micro, , kvm-clock tsc, kvm",
        "Amazon EC2, t2.micro, , xen tsc, xen",
        "Parallels International GmbH., Parallels Virtual Platform, , tsc, parallels",
        "Dell Inc., Latitude 3410, Xen?, tsc, ",
    })
    void aHypervisorIsKnownByTheFirmwareOrTheClockThatItGives(
            String maker, String model, @Nullable String type, String clocks, String expected) {
        device.file(
                "/sys/devices/system/clocksource/clocksource0/available_clocksource",
                clocks + " \n");
        if (type != null) {
            device.file("/sys/hypervisor/type", type + "\n");
        }

        assertThat(Hypervisor.of(device.files(), Optional.of(maker), Optional.of(model)))
                .isEqualTo(Optional.ofNullable(expected));
    }

    /** What merely has such a clock, as a laptop whose kernel guards itself, is not virtual. */
    @Test
    void onlyWhatIsVirtualHasAHypervisor() throws IOException, InterruptedException {
        device.file(
                        "/sys/devices/system/clocksource/clocksource0/available_clocksource",
                        "tsc kvm-clock\n")
                .file("/proc/cpuinfo", cpuinfo("fpu vme sse2"));

        assertThat(collect().virtual()).contains(false);
        assertThat(collect().hypervisor()).isEmpty();

        device.file("/proc/cpuinfo", cpuinfo("fpu vme sse2 hypervisor"));

        assertThat(collect().hypervisor()).contains("kvm");
    }

    @ParameterizedTest
    @CsvSource({
        "0xf4, 0xf4",
        "0x1000065, 0x1000065",
        "0x0, ",
        "0xffffffff, ",
        "240, ",
        "0xF4; rm -rf /, ",
    })
    void theMicrocodeIsThatOfTheFirstProcessor(String said, String expected)
            throws IOException, InterruptedException {
        device.file(
                "/proc/cpuinfo",
                "processor\t: 0\nmicrocode\t: %s\n\nprocessor\t: 1\nmicrocode\t: %s\n"
                        .formatted(said, said));

        assertThat(collect().processor().microcode()).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void threeHundredDisksAreThreeHundredDisksAndWhatIsNoDiskIsLeftOut()
            throws IOException, InterruptedException {
        for (int i = 0; i < 300; i++) {
            device.file("/sys/block/nvme" + i + "n1/size", "1000\n")
                    .file("/sys/block/nvme" + i + "n1/device/serial", "S" + i + "\n");
        }
        for (var other : new String[] {"loop0", "zram0", "dm-0", "sr0", "md127", "mmcblk0boot0"}) {
            device.file("/sys/block/" + other + "/size", "1000\n");
        }
        device.file("/sys/block/sdb/size", "1000").file("/sys/block/sdb/removable", "1");
        device.file("/sys/devices/pci0/usb1/1-1/block/sdf/size", "1000")
                .file("/sys/devices/pci0/usb1/1-1/block/sdf/removable", "0")
                .link("/sys/block/sdf", "../devices/pci0/usb1/1-1/block/sdf");
        device.file("/sys/block/sdc/size", "0");
        device.file("/sys/block/sdd/size", "-5").file("/sys/block/sde/size", "9".repeat(40));

        var disks = collect().disks().orElseThrow();

        assertThat(disks).hasSize(300).allMatch(d -> d.bytes() == 512_000);
        assertThat(disks).extracting(Disk::serial).contains(Optional.of("S299"));
    }

    @Test
    void aSerialIsTakenFromWhereverTheKernelOrUdevHasIt() throws IOException, InterruptedException {
        device.file("/sys/block/sda/size", "2000409264")
                .file("/sys/block/sda/device/model", "WDC WD10EZEX-08W\n")
                .file("/sys/block/sda/device/vpd_pg80", "\u0000\u0080\u0000\u0008WD-WCC6Y")
                .file("/sys/block/sda/queue/rotational", "1")
                .file("/sys/block/sdb/size", "8")
                .file("/sys/block/sdb/dev", "8:16")
                .file("/sys/block/sdb/queue/rotational", "0")
                .file("/run/udev/data/b8:16", "S:disk\nE:ID_SERIAL_SHORT=S3Z8NB0K\nE:ID_BUS=ata\n")
                .file("/sys/block/vda/size", "8")
                .file("/sys/block/vda/serial", "LAB-204")
                .file("/sys/block/vda/queue/rotational", "1");

        assertThat(collect().disks().orElseThrow())
                .containsExactly(
                        disk(
                                "sda",
                                "WDC WD10EZEX-08W",
                                "WD-WCC6Y",
                                1_024_209_543_168L,
                                Medium.HARD_DISK),
                        disk("sdb", null, "S3Z8NB0K", 4096, Medium.SOLID_STATE),
                        disk("vda", null, "LAB-204", 4096, null));
    }

    @Test
    void aModelIsTakenWholeFromUdevWhereItGoesOnWhatTheKernelHas()
            throws IOException, InterruptedException {
        for (var name : List.of("sda", "sdb", "sdc")) {
            device.file("/sys/block/" + name + "/size", "8")
                    .file("/sys/block/" + name + "/dev", name + ":0")
                    .file("/sys/block/" + name + "/device/model", "WDC WD10SPZX-08Z\n");
        }
        device.file("/run/udev/data/bsda:0", "E:ID_MODEL_ENC=WDC\\x20WD10SPZX-08Z10\\x20\\x20\n")
                .file("/run/udev/data/bsdb:0", "E:ID_MODEL_ENC=Another\\x20one\\x\\xzz\n");

        assertThat(collect().disks().orElseThrow())
                .extracting(Disk::model)
                .containsExactly(
                        Optional.of("WDC WD10SPZX-08Z10"),
                        Optional.of("WDC WD10SPZX-08Z"),
                        Optional.of("WDC WD10SPZX-08Z"));
    }

    @Test
    void boardCaseAndConfigurationAreReadFromTheFirmware()
            throws IOException, InterruptedException {
        device.file(DMI + "product_family", "ThinkPad L480\n")
                .file(DMI + "product_sku", "LENOVO_MT_20LS_BU_Think\u0007\n")
                .file(DMI + "chassis_serial", "PF1A2B3C-C\n")
                .file(DMI + "board_vendor", "LENOVO\n")
                .file(DMI + "board_name", "20LS0026US-B\n")
                .file(DMI + "bios_vendor", "Phoenix Technologies LTD\n")
                .file("/sys/firmware/dmi/tables/DMI", SmbiosMemoryTest.laptop());

        var hardware = collect();

        assertThat(hardware.family()).contains("ThinkPad L480");
        assertThat(hardware.sku()).contains("LENOVO_MT_20LS_BU_Think");
        assertThat(hardware.chassisSerial()).contains("PF1A2B3C-C");
        assertThat(hardware.boardManufacturer()).contains("LENOVO");
        assertThat(hardware.boardModel()).contains("20LS0026US-B");
        assertThat(hardware.firmwareVendor()).contains("Phoenix Technologies LTD");
        assertThat(hardware.memoryMaximumBytes()).contains(64L << 30);
        assertThat(hardware.memorySlots()).contains(2);
        assertThat(hardware.memorySlotsEmpty()).contains(1);
        assertThat(hardware.memoryErrorCorrecting()).contains(false);
        assertThat(hardware.memoryModules().orElseThrow()).hasSize(1);
        assertThat(hardware.processor().maximumMegahertz()).contains(4100);
    }

    @Test
    void theKernelKnowsTheClockBetterThanTheFirmware() throws IOException, InterruptedException {
        device.file("/sys/firmware/dmi/tables/DMI", SmbiosMemoryTest.laptop())
                .file(CPU + "cpufreq/policy0/cpuinfo_max_freq", "3600000\n")
                .file(CPU + "cpufreq/policy4/cpuinfo_max_freq", "2700000\n")
                .file(CPU + "cpufreq/policy5/cpuinfo_max_freq", "9".repeat(18))
                .file(CPU + "cpufreq/boost", "1\n");

        assertThat(collect().processor().maximumMegahertz()).contains(3600);
    }

    @Test
    void theLastLevelOfCacheCountsOnceForAllThatShareIt() throws IOException, InterruptedException {
        for (int i = 0; i < 8; i++) {
            cache(i, 0, "1", "Data", "32K", "" + i);
            cache(i, 1, "1", "Instruction", "32K", "" + i);
            cache(i, 2, "2", "Unified", "512K", "" + i);
            cache(i, 3, "3", "Unified", "16384K", i < 4 ? "0-3" : "4-7");
            cache(i, 4, "9", "Unified", "rubbish", "0-7");
            cache(i, 5, "9", "Instruction", "64K", "0-7");
        }
        device.folder(CPU + "cpuidle").folder(CPU + "cpu8");

        assertThat(collect().processor().cacheBytes()).contains(32L << 20);
    }

    private void cache(
            int processor, int index, String level, String type, String size, String shared) {
        var at = CPU + "cpu" + processor + "/cache/index" + index + "/";
        device.file(at + "level", level + "\n")
                .file(at + "type", type + "\n")
                .file(at + "size", size + "\n")
                .file(at + "shared_cpu_list", shared + "\n");
    }

    @Test
    void theFirmwareOfADiskIsTakenFromWhereItIsWhole() throws IOException, InterruptedException {
        for (var name : List.of("mmcblk0", "mmcblk1", "nvme0n1", "sda", "sdb", "vda")) {
            device.file("/sys/block/" + name + "/size", "8")
                    .file("/sys/block/" + name + "/dev", name + ":0");
        }
        device.file("/sys/block/mmcblk0/device/fwrev", "0x3030303230343833\n")
                .file("/sys/block/mmcblk1/device/fwrev", "0x0000000000000000\n")
                .file("/sys/block/nvme0n1/device/firmware_rev", "2B2QEXM7\n")
                .file("/sys/block/sda/device/rev", "1A01\n")
                .file("/run/udev/data/bsda:0", "E:ID_REVISION=01.01A01\n")
                .file("/sys/block/sdb/device/rev", "2.5+\n");

        assertThat(collect().disks().orElseThrow())
                .extracting(Disk::firmware)
                .containsExactly(
                        Optional.of("0x3030303230343833"),
                        Optional.empty(),
                        Optional.of("2B2QEXM7"),
                        Optional.of("01.01A01"),
                        Optional.of("2.5+"),
                        Optional.empty());
    }

    @Test
    void aCardThatIsPluggedInIsNoDiskUnlessTheSystemIsOnIt()
            throws IOException, InterruptedException {
        for (var name : List.of("mmcblk0", "mmcblk1")) {
            device.file("/sys/block/" + name + "/size", "8")
                    .file("/sys/block/" + name + "/device/type", "SD\n")
                    .file("/sys/block/" + name + "/device/serial", "0x1234\n");
        }
        device.file("/sys/block/mmcblk2/size", "8")
                .file("/sys/block/mmcblk2/device/type", "MMC\n")
                .file("/proc/self/mountinfo", "1 0 259:1 / / rw - ext4 /dev/nvme0n1p1 rw\n");
        assertThat(disks()).containsExactly("mmcblk2");

        device.folder("/sys/devices/mmc0/block/mmcblk0/mmcblk0p2")
                .link("/sys/dev/block/179:2", "../../devices/mmc0/block/mmcblk0/mmcblk0p2")
                .file("/proc/self/mountinfo", "1 0 179:2 / / rw - ext4 /dev/root rw\n");
        assertThat(disks()).containsExactly("mmcblk0", "mmcblk2");

        device.file("/proc/self/mountinfo", "1 0 0:25 /@ / rw - btrfs /dev/mapper/cr rw\n")
                .file("/sys/class/block/dm-0/dm/name", "cr\n")
                .folder("/sys/class/block/dm-0/slaves/mmcblk1p3")
                .folder("/sys/class/block/mmcblk1p3");
        assertThat(disks()).containsExactly("mmcblk1", "mmcblk2");

        device.file("/proc/self/mountinfo", "1 0 0:25 / / rw - overlay overlay rw\n")
                .file("/proc/swaps", "Filename\n/dev/mmcblk0p3 partition 4 0 -2\n")
                .folder("/sys/class/block/mmcblk0p3");
        assertThat(disks()).containsExactly("mmcblk0", "mmcblk2");
    }

    @Test
    void aPathToADiskThatTheKernelHidesIsNoSecondDisk() throws IOException, InterruptedException {
        device.file("/sys/block/nvme0n1/size", "8")
                .file("/sys/block/nvme0n1/hidden", "0\n")
                .file("/sys/block/nvme0c0n1/size", "8")
                .file("/sys/block/nvme0c0n1/hidden", "1\n");

        assertThat(disks()).containsExactly("nvme0n1");
    }

    private List<String> disks() throws IOException, InterruptedException {
        return collect().disks().orElseThrow().stream().map(Disk::name).toList();
    }

    private HardwareSection collect() throws IOException, InterruptedException {
        var facts =
                (Collected.Facts)
                        new HardwareCollector(
                                        device.files(), new DiskHealth(Programs.none(), () -> 0))
                                .collect();
        return (HardwareSection) facts.section();
    }

    private static String cpuinfo(String flags) {
        var text = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            text.append("processor\t: ").append(i).append('\n');
            text.append("model name\t: Intel(R) Core(TM) i5-8350U\n");
            text.append("physical id\t: 0\ncore id\t\t: ").append(i / 2).append('\n');
            text.append("flags\t\t: ").append(flags).append("\n\n");
        }
        return text.toString();
    }

    private static Disk disk(
            String name,
            @Nullable String model,
            String serial,
            long bytes,
            @Nullable Medium medium) {
        return new Disk(
                name,
                Optional.ofNullable(model),
                Optional.of(serial),
                bytes,
                Optional.ofNullable(medium),
                Optional.empty());
    }
}
