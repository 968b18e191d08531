package dev.rollcall.server.killing;

import static org.awaitility.Awaitility.await;

import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.state.StateFolder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A district whose devices were away until their certificates had expired. */
final class Expired {

    /** Of the certificates with which devices enroll, in seconds; enrolling takes some of it. */
    private static final String SUMMER = "-Dtest.certificate-seconds=30";

    private static final String A_YEAR = "-Dtest.certificate-seconds=34000000";

    private Expired() {}

    static MortalDistrict begin(Path folder, int devices) throws Exception {
        return begin(folder, devices, Map.of());
    }

    static MortalDistrict begin(Path folder, int devices, Map<String, String> agentEnvironment)
            throws Exception {
        var planted = Planted.certificatesOfSeconds().plantedIn(folder);
        var options = Stream.concat(planted.stream(), Stream.of(SUMMER)).toList();
        var district = MortalDistrict.begin(folder, devices, "", agentEnvironment, options);
        try {
            district.become(List.of(A_YEAR));
            await().atMost(MortalDistrict.PATIENCE)
                    .until(() -> IntStream.range(0, devices).allMatch(d -> isExpired(district, d)));
            return district;
        } catch (Throwable failure) {
            // no process outlives the test
            district.close();
            throw failure;
        }
    }

    /** Whether the certificate that a device holds for the one that works has expired. */
    static boolean isExpired(MortalDistrict district, int device) {
        return IdentityStore.open(StateFolder.open(district.state(device)))
                .current()
                .map(Identity::certificate)
                .orElseThrow()
                .getNotAfter()
                .toInstant()
                .isBefore(Instant.now());
    }
}
