package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One structure of the SMBIOS tables (SMBIOS 3.7, section 6.1): numbers, then texts. */
final class SmbiosStructure {

    private final byte[] tables;
    private final int start;
    private final int length;

    /**
     * @param start where it begins
     * @param length of its numbers, header included; they end within the tables
     */
    SmbiosStructure(byte[] tables, int start, int length) {
        this.tables = tables;
        this.start = start;
        this.length = length;
    }

    int type() {
        return number(0);
    }

    /** By which other structures name this one. */
    int handle() {
        return word(2);
    }

    /** A byte; 0 where the structure is older than what is asked for, as of all numbers here. */
    int number(int offset) {
        return offset < length ? tables[start + offset] & 0xff : 0;
    }

    int word(int offset) {
        return number(offset) | number(offset + 1) << 8;
    }

    long doubleWord(int offset) {
        return word(offset) | (long) word(offset + 2) << 16;
    }

    long quadWord(int offset) {
        return doubleWord(offset) | doubleWord(offset + 4) << 32;
    }

    /** The text whose number stands at the offset; absent where its maker left it unfilled. */
    Optional<String> string(int offset) {
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
}
