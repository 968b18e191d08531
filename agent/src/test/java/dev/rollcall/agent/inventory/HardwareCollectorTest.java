package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.inventory.collect.Smbios;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.HardwareSection.Disk;
import dev.rollcall.common.inventory.HardwareSection.Medium;
import dev.rollcall.common.inventory.HardwareSection.MemoryModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HardwareCollectorTest {

    private static final String DMI = "/sys/class/dmi/id/";

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
                .file(DMI + "bios_date", "31/31/2023");

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
    void memoryModulesAreReadFromTheSmbiosTables() {
        var tables = new ByteArrayOutputStream();
        structure(tables, 0, new byte[20], "BIOS maker");
        structure(tables, 17, module(8192, 3200, 0x1a), "DIMM A", "Samsung", "9F1E22", "M471A1K43");
        structure(tables, 17, module(0, 0, 2), "DIMM B");
        structure(tables, 17, module(0x7fff, 0xffff, 0x22), "DIMM C", "NO DIMM", "00000000", "");
        structure(tables, 127, new byte[0]);

        var modules = SmbiosMemory.parse(tables.toByteArray());

        assertThat(modules)
                .containsExactly(
                        new MemoryModule(
                                Optional.of("DIMM A"),
                                8L << 30,
                                Optional.of("DDR4"),
                                Optional.of(3200),
                                Optional.of("Samsung"),
                                Optional.of("M471A1K43"),
                                Optional.of("9F1E22")),
                        new MemoryModule(
                                Optional.of("DIMM C"),
                                64L << 30,
                                Optional.of("DDR5"),
                                Optional.empty(),
                                Optional.of("NO DIMM"),
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void damagedSmbiosTablesAreReadAsFarAsTheyMakeSense() {
        var random = new Random(42);
        for (int i = 0; i < 2000; i++) {
            var noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            if (noise.length > 2) {
                noise[0] = 17;
            }
            assertThat(SmbiosMemory.parse(noise)).hasSizeLessThan(100);
        }
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

    private static byte[] module(int size, int speed, int type) {
        var formatted = new byte[0x22 - 4];
        formatted[0x0c - 4] = (byte) size;
        formatted[0x0d - 4] = (byte) (size >> 8);
        formatted[0x10 - 4] = 1;
        formatted[0x12 - 4] = (byte) type;
        formatted[0x15 - 4] = (byte) speed;
        formatted[0x16 - 4] = (byte) (speed >> 8);
        formatted[0x17 - 4] = 2;
        formatted[0x18 - 4] = 3;
        formatted[0x1a - 4] = 4;
        formatted[0x1d - 4] = 0;
        formatted[0x1e - 4] = 1; // 65,536 MiB where the size is extended
        return formatted;
    }

    private static void structure(
            ByteArrayOutputStream tables, int type, byte[] formatted, String... strings) {
        tables.write(type);
        tables.write(formatted.length + 4);
        tables.write(0);
        tables.write(0);
        tables.writeBytes(formatted);
        for (var string : strings) {
            tables.writeBytes(string.getBytes(StandardCharsets.US_ASCII));
            tables.write(0);
        }
        if (strings.length == 0) {
            tables.write(0);
        }
        tables.write(0);
    }
}
