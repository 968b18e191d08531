package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.collect.Smbios;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.HardwareSection.MemoryModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The memory modules, from the SMBIOS tables as the kernel shows them (SMBIOS 3.7, type 17). */
final class SmbiosMemory {

    static final String TABLES = "/sys/firmware/dmi/tables/DMI";

    private static final int MAX_TABLES = 1024 * 1024;
    private static final int MAX_MODULES = 256;
    private static final int MEMORY_DEVICE = 17;
    private static final int END_OF_TABLE = 127;
    private static final int HEADER = 4;

    private SmbiosMemory() {}

    /** Empty if the tables cannot be read; only root may. */
    static Optional<List<MemoryModule>> read(DeviceFiles files) throws IOException {
        return files.bytes(TABLES, MAX_TABLES).map(SmbiosMemory::parse);
    }

    static List<MemoryModule> parse(byte[] tables) {
        var modules = new ArrayList<MemoryModule>();
        int at = 0;
        while (at + HEADER <= tables.length && modules.size() < MAX_MODULES) {
            int type = tables[at] & 0xff;
            int length = tables[at + 1] & 0xff;
            if (length < HEADER || at + length > tables.length || type == END_OF_TABLE) {
                break;
            }
            var structure = new Structure(tables, at, length);
            if (type == MEMORY_DEVICE) {
                structure.module().ifPresent(modules::add);
            }
            at = structure.end();
        }
        return modules;
    }

    private static final class Structure {

        private final byte[] tables;
        private final int start;
        private final int length;

        Structure(byte[] tables, int start, int length) {
            this.tables = tables;
            this.start = start;
            this.length = length;
        }

        Optional<MemoryModule> module() {
            long bytes = size();
            if (bytes == 0) {
                return Optional.empty();
            }
            return Optional.of(
                    new MemoryModule(
                            string(0x10),
                            bytes,
                            type(),
                            speed(),
                            string(0x17),
                            string(0x1a),
                            string(0x18)));
        }

        private long size() {
            int size = word(0x0c);
            if (size == 0 || size == 0xffff) {
                return 0;
            }
            if (size == 0x7fff) {
                return (long) (doubleWord(0x1c) & 0x7fffffff) * 1024 * 1024;
            }
            return (size & 0x8000) == 0 ? size * 1024L * 1024 : (size & 0x7fff) * 1024L;
        }

        private Optional<Integer> speed() {
            int speed = word(0x20);
            speed = speed == 0 || speed == 0xffff ? word(0x15) : speed;
            return speed == 0 || speed == 0xffff ? Optional.empty() : Optional.of(speed);
        }

        private Optional<String> type() {
            return Smbios.memoryType(number(0x12));
        }

        private Optional<String> string(int offset) {
            int wanted = number(offset);
            int at = start + length;
            for (int i = 1; wanted > 0 && at < tables.length && tables[at] != 0; i++) {
                int from = at;
                while (at < tables.length && tables[at] != 0) {
                    at++;
                }
                if (i == wanted) {
                    return Clean.maker(
                            new String(tables, from, at - from, StandardCharsets.ISO_8859_1));
                }
                at++;
            }
            return Optional.empty();
        }

        /** Past the strings, which end with an empty one. */
        int end() {
            int at = start + length;
            while (at + 1 < tables.length && (tables[at] != 0 || tables[at + 1] != 0)) {
                at++;
            }
            return at + 2;
        }

        private int number(int offset) {
            return offset < length ? tables[start + offset] & 0xff : 0;
        }

        private int word(int offset) {
            return number(offset) | number(offset + 1) << 8;
        }

        private int doubleWord(int offset) {
            return offset + 4 > length
                    ? 0
                    : ByteBuffer.wrap(tables).order(ByteOrder.LITTLE_ENDIAN).getInt(start + offset);
        }
    }
}
