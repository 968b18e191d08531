package dev.rollcall.server.device.query;

import java.util.Arrays;

/** Numbers that are added to, none twice in a row. For one thread at a time. */
final class Numbers {

    private int[] values = new int[2];
    private int size;

    /** What lies behind the size belongs to another one. */
    private boolean shared;

    /** The same numbers, to which others can be added: what there is by now is not copied. */
    Numbers fork() {
        var fork = new Numbers();
        fork.values = values;
        fork.size = size;
        fork.shared = true;
        return fork;
    }

    void add(int value) {
        if (size > 0 && values[size - 1] == value) {
            return;
        }
        if (shared || size == values.length) {
            values = Arrays.copyOf(values, size * 2 + 2);
            shared = false;
        }
        values[size++] = value;
    }

    /** Sets the bit of each. */
    void mark(long[] in) {
        for (int i = 0; i < size; i++) {
            in[values[i] >> PackageLists.WORD] |= 1L << values[i];
        }
    }

    int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
