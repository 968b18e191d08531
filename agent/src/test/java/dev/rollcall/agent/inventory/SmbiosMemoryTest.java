package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.MemoryModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmbiosMemoryTest {

    private static final int MAIN = 0x1000;
    private static final int FLASH = 0x1001;

    /** 64 GiB at most, in two slots of which one is empty; and the firmware's own chip. */
    static byte[] laptop() {
        var tables = new ByteArrayOutputStream();
        structure(tables, 0, 1, new byte[20], "BIOS maker");
        structure(tables, 4, 4, processor(4100), "U3E1", "Intel(R) Corporation");
        structure(tables, 16, FLASH, array(5, 8192, 1));
        structure(tables, 17, 0x1101, module(FLASH, 8, 0, 2), "SYSTEM ROM");
        structure(tables, 16, MAIN, array(3, 64 << 20, 2));
        structure(
                tables,
                17,
                0x1102,
                module(MAIN, 8192, 3200, 0x1a),
                "DIMM A",
                "Samsung",
                "9F1E22",
                "M471A1K43");
        structure(tables, 17, 0x1103, module(MAIN, 0, 0, 2), "DIMM B");
        structure(tables, 127, 0x7fff, new byte[0]);
        return tables.toByteArray();
    }

    @Test
    void memoryModulesAreReadFromTheSmbiosTables() {
        var tables = new ByteArrayOutputStream();
        structure(tables, 0, 0, new byte[20], "BIOS maker");
        structure(
                tables,
                17,
                1,
                module(0, 8192, 3200, 0x1a),
                "DIMM A",
                "Samsung",
                "9F1E22",
                "M471A1K43");
        structure(tables, 17, 2, module(0, 0, 0, 2), "DIMM B");
        structure(
                tables,
                17,
                3,
                module(0, 0x7fff, 0xffff, 0x22),
                "DIMM C",
                "NO DIMM",
                "00000000",
                "");
        structure(tables, 127, 4, new byte[0]);

        var memory = memory(tables);

        assertThat(memory.modules())
                .containsExactly(
                        new MemoryModule(
                                Optional.of("DIMM A"),
                                8L << 30,
                                Optional.of("DDR4"),
                                Optional.of(3200),
                                Optional.of("Samsung"),
                                Optional.of("M471A1K43"),
                                Optional.of("9F1E22"),
                                Optional.of("SODIMM"),
                                Optional.empty()),
                        new MemoryModule(
                                Optional.of("DIMM C"),
                                64L << 30,
                                Optional.of("DDR5"),
                                Optional.empty(),
                                Optional.of("NO DIMM"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("SODIMM"),
                                Optional.empty()));
        assertThat(memory.maximumBytes()).isEmpty();
        assertThat(memory.slots()).contains(3);
        assertThat(memory.emptySlots()).contains(1);
    }

    @Test
    void onlyPlacesForMainMemoryAreSlots() {
        var memory = SmbiosMemory.of(SmbiosTables.parse(laptop()));

        assertThat(memory.modules())
                .extracting(MemoryModule::slot)
                .containsExactly(Optional.of("DIMM A"));
        assertThat(memory.maximumBytes()).contains(64L << 30);
        assertThat(memory.slots()).contains(2);
        assertThat(memory.emptySlots()).contains(1);
    }

    /** Firmware that names no array, or a wrong one, still lists its modules. */
    @Test
    void aPlaceInAnArrayThatIsNotThereIsOneForMainMemory() {
        var tables = new ByteArrayOutputStream();
        structure(tables, 16, FLASH, array(5, 8192, 1));
        structure(tables, 17, 1, module(0xfffe, 8192, 3200, 0x1a), "DIMM A");

        assertThat(memory(tables).modules()).hasSize(1);
        assertThat(memory(tables).slots()).contains(1);
    }

    @Test
    void arraysAreTakenTogetherAndLargeOnesSayItElsewhere() {
        var tables = new ByteArrayOutputStream();
        structure(tables, 16, 1, array(3, 0x8000_0000, 8, 6L << 40));
        structure(tables, 16, 2, array(3, 0x7fff_ffff, 8));

        assertThat(memory(tables).maximumBytes()).contains((6L << 40) + (2L << 40) - 1024);
        assertThat(memory(tables).slots()).isEmpty();
        assertThat(memory(tables).emptySlots()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // of the array, whole and data width of both modules; by module and in all
        "3, 64, 64, 64, 64, false, false, false",
        "6, 72, 64, 72, 64, true, true, true",
        "5, 40, 32, 40, 32, true, true, true",
        "4, 72, 64, 72, 64, true, true, false",
        "2, 72, 64, 72, 64, true, true, true",
        "2, 72, 64, 64, 64, true, false, ",
        "1, 0, 0, 65535, 65535, , , ",
        "2, 64, 72, 72, 0, , , ",
    })
    void errorsAreCorrectedWhereTheArraySaysSoOrElseAllItsModules(
            int correction,
            int whole,
            int data,
            int otherWhole,
            int otherData,
            Boolean module,
            Boolean otherModule,
            Boolean expected) {
        var array = array(3, 64 << 20, 2);
        array[0x06 - 4] = (byte) correction;
        var tables = new ByteArrayOutputStream();
        structure(tables, 16, MAIN, array);
        structure(tables, 17, 1, wide(module(MAIN, 8192, 3200, 0x1a), whole, data), "DIMM A");
        structure(tables, 17, 2, wide(module(MAIN, 8192, 3200, 0x1a), otherWhole, otherData), "B");

        assertThat(memory(tables).errorCorrecting()).isEqualTo(Optional.ofNullable(expected));
        assertThat(memory(tables).modules())
                .extracting(MemoryModule::errorCorrecting)
                .containsExactly(Optional.ofNullable(module), Optional.ofNullable(otherModule));
    }

    @Test
    void anArrayThatDoesNotSayLeavesTheSumUnknown() {
        for (var unsaid : List.of(array(3, 0, 2), array(3, 0x8000_0000, 2, -1L))) {
            var tables = new ByteArrayOutputStream();
            structure(tables, 16, 1, array(3, 64 << 20, 2));
            structure(tables, 16, 2, unsaid);

            assertThat(memory(tables).maximumBytes()).isEmpty();
        }
    }

    @Test
    void damagedSmbiosTablesAreReadAsFarAsTheyMakeSense() {
        var random = new Random(42);
        var types = new int[] {4, 16, 17};
        for (int i = 0; i < 6000; i++) {
            var noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            if (noise.length > 2) {
                noise[0] = (byte) types[i % 3];
            }
            var tables = SmbiosTables.parse(noise);
            assertThat(SmbiosMemory.of(tables).modules()).hasSizeLessThan(100);
            assertThat(SmbiosTables.maximumMegahertz(tables).orElse(1)).isPositive();
        }
    }

    /** An outside judge reads the same bytes. */
    @Test
    void dmidecodeReadsTheSame(@TempDir Path folder) throws IOException, InterruptedException {
        var dump = folder.resolve("dump");
        var tables = laptop();
        Files.write(dump, concatenated(entry(tables.length), tables));
        var said =
                Programs.ofThisMachine()
                        .run(
                                List.of("dmidecode", "--from-dump", dump.toString()),
                                Duration.ofSeconds(20),
                                100_000);
        assumeTrue(said.isPresent(), "dmidecode is not installed");

        assertThat(said.get().output().lines().map(String::strip))
                .contains(
                        "Use: Flash Memory",
                        "Maximum Capacity: 8 MB",
                        "Use: System Memory",
                        "Maximum Capacity: 64 GB",
                        "Number Of Devices: 2",
                        "Size: No Module Installed",
                        "Size: 8 GB",
                        "Array Handle: 0x1000",
                        "Array Handle: 0x1001",
                        "Part Number: M471A1K43",
                        "Form Factor: SODIMM",
                        "Error Correction Type: None",
                        "Max Speed: 4100 MHz",
                        "Type: Central Processor");
    }

    private static SmbiosMemory memory(ByteArrayOutputStream tables) {
        return SmbiosMemory.of(SmbiosTables.parse(tables.toByteArray()));
    }

    /** SMBIOS 3.7, section 5.2.2: where the tables are. */
    private static byte[] entry(int tables) {
        var entry = ByteBuffer.allocate(0x20).order(ByteOrder.LITTLE_ENDIAN);
        entry.put("_SM3_".getBytes(StandardCharsets.US_ASCII));
        entry.put(6, (byte) 0x18).put(7, (byte) 3).put(8, (byte) 3).put(0x0a, (byte) 1);
        entry.putInt(0x0c, tables).putLong(0x10, 0x20);
        int sum = 0;
        for (byte each : entry.array()) {
            sum += each;
        }
        return entry.put(5, (byte) -sum).array();
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }

    private static byte[] processor(int maximum) {
        var formatted = new byte[0x30 - 4];
        formatted[0x04 - 4] = 1;
        formatted[0x05 - 4] = 3;
        formatted[0x07 - 4] = 2;
        formatted[0x14 - 4] = (byte) maximum;
        formatted[0x15 - 4] = (byte) (maximum >> 8);
        formatted[0x18 - 4] = 0x41;
        return formatted;
    }

    private static byte[] array(int use, int kibibytes, int devices, long... extended) {
        var formatted =
                ByteBuffer.allocate(0x17 - 4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(0x04 - 4, (byte) 3)
                        .put(0x05 - 4, (byte) use)
                        .put(0x06 - 4, (byte) 3)
                        .putInt(0x07 - 4, kibibytes)
                        .putShort(0x0b - 4, (short) 0xfffe)
                        .putShort(0x0d - 4, (short) devices);
        for (long bytes : extended) {
            formatted.putLong(0x0f - 4, bytes);
        }
        return formatted.array();
    }

    private static byte[] module(int array, int size, int speed, int type) {
        var formatted = new byte[0x22 - 4];
        formatted[0x04 - 4] = (byte) array;
        formatted[0x05 - 4] = (byte) (array >> 8);
        formatted[0x0c - 4] = (byte) size;
        formatted[0x0d - 4] = (byte) (size >> 8);
        formatted[0x0e - 4] = 0x0d;
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

    private static byte[] wide(byte[] module, int whole, int data) {
        module[0x08 - 4] = (byte) whole;
        module[0x09 - 4] = (byte) (whole >> 8);
        module[0x0a - 4] = (byte) data;
        module[0x0b - 4] = (byte) (data >> 8);
        return module;
    }

    private static void structure(
            ByteArrayOutputStream tables,
            int type,
            int handle,
            byte[] formatted,
            String... strings) {
        tables.write(type);
        tables.write(formatted.length + 4);
        tables.write(handle);
        tables.write(handle >> 8);
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
