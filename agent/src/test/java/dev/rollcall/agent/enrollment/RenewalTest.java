package dev.rollcall.agent.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.TestCa;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.DeviceIdentity;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.protocol.RenewalReply;
import dev.rollcall.common.protocol.RenewalRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewalTest {

    private static final TestCa CA = new TestCa("Lincoln");
    private static final Duration LIFE = Duration.between(TestCa.BEGIN, TestCa.END);

    private final DeviceIdentity names = names();

    @TempDir private Path temp;
    private StateFolder folder;
    private IdentityStore identities;
    private Instant now = TestCa.BEGIN.plus(LIFE.multipliedBy(9).dividedBy(10));
    private Renewal renewal;

    @BeforeEach
    void open() {
        folder = StateFolder.open(temp);
        identities = IdentityStore.open(folder);
        var issued = CA.device(names.toUri());
        identities.keep(new Identity(issued.key(), issued.chain()));
        renewal = new Renewal(identities, () -> now);
    }

    @Test
    void isDueFromTwoThirdsOfTheLifeOn() {
        now = TestCa.BEGIN.plus(LIFE.multipliedBy(66).dividedBy(100));
        assertThat(renewal.due()).isEmpty();
        now = TestCa.BEGIN.plus(LIFE.multipliedBy(72).dividedBy(100));
        assertThat(renewal.due()).isPresent();
    }

    /** Not all on one morning: a district's devices were enrolled on one. */
    @Test
    void isDueForManyDevicesOverATwentiethOfTheLife() {
        var due = new TreeMap<Integer, Integer>();
        for (int i = 0; i < 200; i++) {
            var certificate = CA.device(names.toUri()).chain().getFirst();
            int permille = 660;
            while (!Renewal.isDue(
                    certificate, TestCa.BEGIN.plus(LIFE.multipliedBy(permille).dividedBy(1000)))) {
                permille++;
            }
            due.merge(permille, 1, Integer::sum);
        }

        assertThat(due.firstKey()).isGreaterThanOrEqualTo(666);
        assertThat(due.lastKey()).isLessThanOrEqualTo(717);
        assertThat(due.values()).allMatch(count -> count < 50);
    }

    @Test
    void theNextIsKeptBesideTheOldUntilItWorked() {
        var old = identities.current();
        assertThat(renewal.answered(reply(renewal.due().orElseThrow(), names))).isTrue();

        assertThat(renewal.due()).isEmpty();
        var restarted = IdentityStore.open(folder);
        assertThat(restarted.current()).isEqualTo(old);
        var next = restarted.next().orElseThrow();
        restarted.promote();
        assertThat(IdentityStore.open(folder).current()).contains(next);
        assertThat(IdentityStore.open(folder).next()).isEmpty();
    }

    @Test
    void aDamagedNextLeavesTheOld() {
        renewal.answered(reply(renewal.due().orElseThrow(), names));
        folder.writeText("next-identity.json", "{");
        var restarted = IdentityStore.open(folder);

        assertThat(restarted.next()).isEmpty();
        assertThat(restarted.current()).isPresent();
    }

    @Test
    void aCertificateOfAnotherDeviceIsRefused() {
        assertThat(renewal.answered(reply(renewal.due().orElseThrow(), names()))).isFalse();
        assertThat(identities.next()).isEmpty();
    }

    @Test
    void aCertificateForAnotherKeyIsRefused() {
        var stale = renewal.due().orElseThrow();
        renewal.due();

        assertThat(renewal.answered(reply(stale, names))).isFalse();
    }

    @Test
    void whatIsNoCertificateIsRefused() {
        renewal.due();

        assertThat(renewal.answered(new RenewalReply(java.util.List.of("rubbish")))).isFalse();
    }

    private static RenewalReply reply(RenewalRequest request, DeviceIdentity names) {
        var der = Pem.decode("CERTIFICATE REQUEST", request.csr()).getFirst();
        var key = CertificateRequest.provenKey(der).orElseThrow();
        var chain = CA.device(key, names.toUri(), TestCa.BEGIN, TestCa.END);
        return new RenewalReply(chain.stream().map(Pem::encode).toList());
    }

    private static DeviceIdentity names() {
        return new DeviceIdentity(
                new DistrictId(UUID.randomUUID()), new EnrollmentId(UUID.randomUUID()));
    }
}
