package dev.rollcall.common.job;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.pki.MerklePath;
import dev.rollcall.common.pki.SignedDocument;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * One run of a job, as handed to one enrollment.
 *
 * @param device whose run it is
 * @param enrollment it is bound to: a later life of the device never runs it
 * @param run its id
 * @param order the signed {@code job-order}, the same bytes for every run of the job
 * @param path from this run's leaf to the order's root
 */
public record RunOrder(
        DeviceId device,
        EnrollmentId enrollment,
        RunId run,
        SignedDocument order,
        MerklePath path) {

    public RunOrder {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(enrollment, "enrollment");
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(path, "path");
    }

    /** The leaf's bytes: the three ids, which have fixed lengths, joined by spaces. */
    public byte[] leaf() {
        return leaf(device, enrollment, run);
    }

    public static byte[] leaf(DeviceId device, EnrollmentId enrollment, RunId run) {
        return (device + " " + enrollment + " " + run).getBytes(StandardCharsets.US_ASCII);
    }
}
