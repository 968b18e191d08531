package dev.rollcall.agent.inventory.signins;

import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The records of /var/log/lastlog, one for each user id, and of /var/log/wtmp, one for each
 * sign-in, as glibc lays them out (lastlog(8), utmp(5)).
 *
 * @param lastlogBytes length of a record of lastlog, which begins with the time
 * @param wtmpBytes length of a record of wtmp
 * @param wtmpTime where the time stands in it
 * @param longTime whether times have 64 bits
 */
record LoginRecords(int lastlogBytes, int wtmpBytes, int wtmpTime, boolean longTime) {

    private static final String LASTLOG = "/var/log/lastlog";
    private static final String[] WTMP = {"/var/log/wtmp", "/var/log/wtmp.1"};
    private static final int USER_PROCESS = 7;
    private static final int NAME_AT = 44;
    private static final int NAME_BYTES = 32;

    /** Of wtmp the end, where it is longer. */
    private static final int MAX_RECORDS = 10_000;

    /** Of an architecture as Java has it; empty where we do not know the layout. */
    static Optional<LoginRecords> of(String architecture) {
        return switch (architecture) {
            case "amd64", "x86_64", "i386", "x86" ->
                    Optional.of(new LoginRecords(292, 384, 340, false));
            case "aarch64" -> Optional.of(new LoginRecords(296, 400, 344, true));
            default -> Optional.empty();
        };
    }

    /** Empty where there is no lastlog; its file is sparse, and one record of it is read. */
    Optional<Seen> lastlog(DeviceFiles files, long uid, Span span) throws IOException {
        var record = files.bytesAt(LASTLOG, uid * lastlogBytes, lastlogBytes);
        return record.map(bytes ->
                bytes.length < lastlogBytes ? Seen.NEVER : seen(ByteBuffer.wrap(bytes), 0, span));
    }

    /** Whether lastlog is older than the span: a new one has not seen everything. */
    static boolean lastlogReachesBack(DeviceFiles files, Span span) {
        return files.made(LASTLOG).filter(made -> made.isBefore(span.since())).isPresent();
    }

    /** By login name. */
    Map<String, Seen> wtmp(DeviceFiles files, Span span) throws IOException {
        var seen = new HashMap<String, Seen>();
        for (var path : WTMP) {
            long size = files.exists(path) ? files.size(path) : 0;
            long records = size / wtmpBytes;
            long from = Math.max(0, records - MAX_RECORDS);
            int length = (int) (records - from) * wtmpBytes;
            var bytes = files.bytesAt(path, from * wtmpBytes, length).orElse(new byte[0]);
            for (int at = 0; at + wtmpBytes <= bytes.length; at += wtmpBytes) {
                var record = ByteBuffer.wrap(bytes, at, wtmpBytes).slice();
                if (record.order(ByteOrder.LITTLE_ENDIAN).getShort(0) == USER_PROCESS) {
                    seen.merge(name(record), seen(record, wtmpTime, span), LoginRecords::later);
                }
            }
        }
        return seen;
    }

    static Seen later(Seen one, Seen other) {
        if (one == Seen.SENSELESS || other == Seen.SENSELESS) {
            return Seen.SENSELESS;
        }
        return one.compareTo(other) <= 0 ? one : other;
    }

    private Seen seen(ByteBuffer record, int at, Span span) {
        record.order(ByteOrder.LITTLE_ENDIAN);
        long seconds = longTime ? record.getLong(at) : Integer.toUnsignedLong(record.getInt(at));
        if (seconds == 0) {
            return Seen.NEVER;
        }
        return seconds < 0 || seconds >= Instant.MAX.getEpochSecond()
                ? Seen.SENSELESS
                : span.seen(Instant.ofEpochSecond(seconds));
    }

    private static String name(ByteBuffer record) {
        var bytes = new byte[NAME_BYTES];
        record.get(NAME_AT, bytes);
        var text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
