package dev.rollcall.server.job;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.SignedDocument;
import org.jdbi.v3.core.Handle;

/** The orders that some device may still have to obey. */
public final class OpenOrders {

    private OpenOrders() {}

    /** How many with runs that are not settled were signed by a key. */
    public static long signedBy(Handle handle, DistrictId district, KeyId key) {
        return handle
                .createQuery(
                        """
                        SELECT o.signed_order FROM job_order o
                        WHERE o.district_id = :district AND EXISTS
                            (SELECT 1 FROM job_run r
                             WHERE r.district_id = o.district_id AND r.job_id = o.job_id
                                 AND r.generation = o.generation AND r.settled_at IS NULL)
                        """)
                .bind("district", district)
                .map((row, c) ->
                        Json.wire().readValue(row.getBytes("signed_order"), SignedDocument.class))
                .stream()
                .filter(order ->
                        order.signatures().stream()
                                .anyMatch(signature -> signature.key().equals(key)))
                .count();
    }
}
