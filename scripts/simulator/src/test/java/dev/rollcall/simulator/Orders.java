package dev.rollcall.simulator;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.JobId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.JobOrder;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.MerkleTree;
import dev.rollcall.common.pki.SignedDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Signed orders of a job for devices that are none. */
final class Orders {

    private Orders() {}

    static List<RunOrder> of(JobId job, Instant asked, int runs) {
        var device = new DeviceId(UUID.randomUUID());
        var enrollment = new EnrollmentId(UUID.randomUUID());
        var ids = new ArrayList<RunId>();
        var leaves = new ArrayList<byte[]>();
        for (int i = 0; i < runs; i++) {
            ids.add(new RunId(UUID.randomUUID()));
            leaves.add(RunOrder.leaf(device, enrollment, ids.get(i)));
        }
        var tree = MerkleTree.of(leaves);
        var order =
                new JobOrder(
                        new DistrictId(UUID.randomUUID()),
                        job,
                        Json.wire().readTree("{\"type\":\"collect-inventory\"}"),
                        Urgency.NORMAL,
                        asked,
                        asked.plus(Duration.ofDays(1)),
                        1,
                        runs,
                        tree.root());
        var key = EcKeys.generate();
        var signed =
                SignedDocument.sign(
                        JobOrder.TYPE,
                        Json.wire().writeValueAsBytes(order),
                        KeyId.of(key.getPublic()),
                        key.getPrivate());
        var orders = new ArrayList<RunOrder>();
        for (int i = 0; i < runs; i++) {
            orders.add(new RunOrder(device, enrollment, ids.get(i), signed, tree.path(i)));
        }
        return orders;
    }
}
