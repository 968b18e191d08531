package dev.rollcall.server.job;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.protocol.RunOutput;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.storage.Columns;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;

/** What runs printed: chunks as they came, joined when read. */
public final class RunOutputs {

    /** Bytes of one run's output, head and tail. */
    public static final int MOST_KEPT = 1024 * 1024;

    private final AtomicLong ignored = new AtomicLong();

    /**
     * What is there of a run's output.
     *
     * @param total bytes that it printed
     * @param kept bytes that the agent kept of them
     * @param text those that arrived without a gap
     */
    public record Output(long total, int kept, Bytes text) {

        public boolean complete() {
            return text.size() == kept;
        }

        /** Whether the middle was left out by the agent. */
        public boolean cut() {
            return kept < total;
        }
    }

    /**
     * Keeps a chunk; one that is there already changes nothing.
     *
     * @return false when the run is not the sender's, has no outcome, or said it would send less
     */
    public boolean store(Handle handle, EnrolledDevice from, RunOutput output) {
        boolean fits = fits(handle, from, output);
        if (!fits) {
            ignored.incrementAndGet();
        } else if (output.chunk().size() > 0) {
            insert(handle, from, output);
        }
        return fits;
    }

    /** Chunks that were not kept; for metrics. */
    public long ignored() {
        return ignored.get();
    }

    private static boolean fits(Handle handle, EnrolledDevice from, RunOutput output) {
        return handle.createQuery(
                        """
                        SELECT COALESCE(SUM(o.size), 0) AS held, MAX(r.output_kept) AS kept
                        FROM job_run r LEFT JOIN job_output o
                            ON o.district_id = r.district_id AND o.run_id = r.id
                                AND o.start_at <> :start
                        WHERE r.district_id = :district AND r.id = :run
                            AND r.enrollment_id = :enrollment
                            AND r.state IN ('done', 'cancelled')
                        """)
                .bind("start", output.offset())
                .bind("district", from.district())
                .bind("run", output.run())
                .bind("enrollment", from.enrollment())
                .map((row, c) ->
                        row.getLong("held") + output.chunk().size() <= row.getInt("kept")
                                && output.offset() + output.chunk().size() <= row.getInt("kept"))
                .one();
    }

    private static void insert(Handle handle, EnrolledDevice from, RunOutput output) {
        handle.createUpdate(
                        """
                        INSERT INTO job_output (district_id, run_id, start_at, size, chunk)
                        SELECT r.district_id, r.id, CAST(:start AS INTEGER), CAST(:size AS INTEGER),
                            CAST(:chunk AS BYTEA)
                        FROM job_run r WHERE r.district_id = :district AND r.id = :run
                            AND NOT EXISTS (SELECT 1 FROM job_output o
                                WHERE o.district_id = r.district_id AND o.run_id = r.id
                                    AND o.start_at = :start)
                        """)
                .bind("district", from.district())
                .bind("run", output.run())
                .bind("start", output.offset())
                .bind("size", output.chunk().size())
                .bind("chunk", output.chunk())
                .execute();
        KillPoint.pass("server.output.before-commit");
    }

    /** Empty when there is no such run. */
    public Optional<Output> read(Handle handle, DistrictId district, RunId run) {
        return handle.createQuery(
                        """
                        SELECT output_total, output_kept FROM job_run
                        WHERE district_id = :district AND id = :run
                        """)
                .bind("district", district)
                .bind("run", run)
                .map((row, c) ->
                        new Output(
                                row.getLong("output_total"),
                                row.getInt("output_kept"),
                                joined(chunks(handle, district, run))))
                .findOne();
    }

    private record Chunk(int start, Bytes bytes) {}

    private static List<Chunk> chunks(Handle handle, DistrictId district, RunId run) {
        return handle.createQuery(
                        """
                        SELECT start_at, chunk FROM job_output
                        WHERE district_id = :district AND run_id = :run ORDER BY start_at
                        """)
                .bind("district", district)
                .bind("run", run)
                .map((row, c) -> new Chunk(row.getInt("start_at"), Columns.bytes(row, "chunk")))
                .list();
    }

    private static Bytes joined(List<Chunk> chunks) {
        var out = new ByteArrayOutputStream();
        for (var chunk : chunks) {
            if (chunk.start() > out.size()) {
                break;
            }
            int known = out.size() - chunk.start();
            if (known < chunk.bytes().size()) {
                out.write(chunk.bytes().toArray(), known, chunk.bytes().size() - known);
            }
        }
        return Bytes.copyOf(out.toByteArray());
    }
}
