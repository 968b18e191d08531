package dev.rollcall.agent.state;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.json.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A small record that changes often: two slots of one file, written in turn, each with its number
 * and a checksum, so that a write cut short leaves the record before. Writing in place costs one
 * flush of the disk and changes no folder, which for a record of every check-in is what a school's
 * laptops and their flash memory notice. Safe for use by many threads; one process writes.
 */
public final class AlternatingFile {

    private static final int SLOT = 1024;
    private static final int CHECKSUM = Integer.BYTES;
    private static final int HEAD = CHECKSUM + Long.BYTES + Integer.BYTES;

    /** Bytes that a record may have. */
    public static final int MAX_RECORD = SLOT - HEAD;

    private final StateFolder folder;
    private final String name;
    private final Path path;
    private long newest;

    AlternatingFile(StateFolder folder, String name) {
        this.folder = folder;
        this.name = name;
        this.path = folder.path().resolve(name);
    }

    private record Numbered(long number, Bytes record) {}

    /** The newest record that is whole; empty where there is none. */
    public synchronized Optional<byte[]> read() {
        var found = folder.read(name).flatMap(AlternatingFile::newest);
        newest = found.map(Numbered::number).orElse(0L);
        return found.map(numbered -> numbered.record().toArray());
    }

    /** Durable when this returns; a disk that refuses is a {@link StateException}. */
    public synchronized void write(byte[] record) {
        if (newest == 0) {
            var _ = read();
        }
        long number = newest + 1;
        var slot = slot(number, record);
        if (number == 1) {
            var both = new byte[2 * SLOT];
            System.arraycopy(slot, 0, both, at(number), SLOT);
            folder.write(name, both);
        } else {
            overwrite(slot, at(number));
        }
        newest = number;
    }

    private void overwrite(byte[] slot, int at) {
        try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            KillPoint.pass(
                    "state." + name + ".half-written",
                    () -> {
                        writeAll(channel, ByteBuffer.wrap(slot, 0, HEAD + 1), at);
                        channel.force(false);
                    });
            writeAll(channel, ByteBuffer.wrap(slot), at);
            KillPoint.pass("state." + name + ".before-fsync");
            channel.force(false);
            KillPoint.pass("state." + name + ".after-fsync");
        } catch (IOException e) {
            throw new StateException("could not write " + path, e);
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes, int at) throws IOException {
        int position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }

    private static Optional<Numbered> newest(byte[] file) {
        var first = slotAt(file, 0);
        var second = slotAt(file, SLOT);
        return first.filter(f -> second.map(s -> f.number() > s.number()).orElse(true))
                .or(() -> second);
    }

    private static Optional<Numbered> slotAt(byte[] file, int at) {
        if (file.length < at + SLOT) {
            return Optional.empty();
        }
        var slot = ByteBuffer.wrap(file, at, SLOT);
        int claimed = slot.getInt();
        long number = slot.getLong();
        int length = slot.getInt();
        if (number < 1 || length < 0 || length > MAX_RECORD) {
            return Optional.empty();
        }
        if (claimed != checksum(file, at + CHECKSUM, HEAD - CHECKSUM + length)) {
            return Optional.empty();
        }
        var record = new byte[length];
        slot.get(record);
        return Optional.of(new Numbered(number, Bytes.copyOf(record)));
    }

    private static byte[] slot(long number, byte[] record) {
        if (record.length > MAX_RECORD) {
            throw new IllegalArgumentException(
                    "a record of at most " + MAX_RECORD + " bytes expected");
        }
        var slot = ByteBuffer.allocate(SLOT).position(CHECKSUM);
        slot.putLong(number).putInt(record.length).put(record);
        slot.putInt(0, checksum(slot.array(), CHECKSUM, HEAD - CHECKSUM + record.length));
        return slot.array();
    }

    private static int at(long number) {
        return (int) (number % 2) * SLOT;
    }

    private static int checksum(byte[] bytes, int from, int length) {
        var crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
