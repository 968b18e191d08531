package dev.rollcall.agent.inventory;

import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The SMBIOS tables as the kernel shows them (SMBIOS 3.7), as far as they make sense. */
final class SmbiosTables {

    private static final String FILE = "/sys/firmware/dmi/tables/DMI";
    private static final int MAX_BYTES = 1024 * 1024;
    private static final int MAX_STRUCTURES = 4096;
    private static final int END_OF_TABLE = 127;
    private static final int HEADER = 4;

    private static final int PROCESSOR = 4;
    private static final int CENTRAL = 3;
    private static final int MAXIMUM_AT = 0x14;

    private SmbiosTables() {}

    /** Empty if the tables cannot be read; only root may. */
    static Optional<List<SmbiosStructure>> read(DeviceFiles files) throws IOException {
        return files.bytes(FILE, MAX_BYTES).map(SmbiosTables::parse);
    }

    static List<SmbiosStructure> parse(byte[] tables) {
        var structures = new ArrayList<SmbiosStructure>();
        int at = 0;
        while (at + HEADER <= tables.length && structures.size() < MAX_STRUCTURES) {
            int type = tables[at] & 0xff;
            int length = tables[at + 1] & 0xff;
            if (length < HEADER || at + length > tables.length || type == END_OF_TABLE) {
                break;
            }
            var structure = new SmbiosStructure(tables, at, length);
            structures.add(structure);
            at = structure.end();
        }
        return structures;
    }

    /** The clock that the board allows its central processors (type 4), in megahertz. */
    static Optional<Integer> maximumMegahertz(List<SmbiosStructure> tables) {
        return tables.stream()
                .filter(s -> s.type() == PROCESSOR && s.number(0x05) == CENTRAL)
                .map(s -> s.word(MAXIMUM_AT))
                .filter(megahertz -> megahertz > 0 && megahertz < 0xffff)
                .max(Integer::compare);
    }
}
