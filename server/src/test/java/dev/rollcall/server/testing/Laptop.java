package dev.rollcall.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.connection.ServerTrust;
import dev.rollcall.agent.connection.UntrustedServerException;
import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.enrollment.TrustBundleStore;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.job.JobOrder;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.pki.TrustBundle;
import dev.rollcall.common.policy.PolicyDocument;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.common.protocol.RenewalReply;
import dev.rollcall.common.protocol.RenewalRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * A device that trusts as the agent does, with the agent's own code: it checks in when a test says
 * so, believes no server that its bundle does not lead to, and sleeps in between.
 */
public final class Laptop {

    private final IntSupplier gateway;
    private final TrustBundleStore bundle;
    private final ServerTrust trust;
    private Identity identity;

    private Laptop(
            IntSupplier gateway, TrustBundleStore bundle, Identity identity, InstantSource floor) {
        this.gateway = gateway;
        this.bundle = bundle;
        this.identity = identity;
        this.trust = new ServerTrust(bundle::roots, floor);
    }

    /** Joins lincoln. @param folder that the server was started in */
    public static Laptop join(TestServer server, Path folder, String hostname) {
        var _ = server.enroll("lincoln", "lin", hostname);
        return at(folder.resolve("agent-" + hostname), server::gatewayPort, server::now);
    }

    /** One that joined, in place of its agent. */
    public static Laptop at(Path state, IntSupplier gateway, InstantSource floor) {
        var folder = StateFolder.open(state);
        return new Laptop(
                gateway,
                TrustBundleStore.open(folder).orElseThrow(),
                IdentityStore.open(folder).current().orElseThrow(),
                floor);
    }

    /** Trusts the server, says what it holds, and takes what it is given; all of it must hold. */
    public CheckInReply checkIn() {
        try (var device = connect()) {
            return checkIn(device);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** So that the server knows that this device holds what it was given last. */
    public void settle() {
        var _ = checkIn();
        assertThat(checkIn().trustBundle()).isEmpty();
    }

    private RawDevice connect() throws IOException {
        var device =
                RawDevice.connect(
                        TestTrust.everyone(identity.key(), identity.chain()), gateway.getAsInt());
        try {
            trust.check(device.serverChain(), "127.0.0.1");
            return device;
        } catch (UntrustedServerException e) {
            throw new IllegalStateException(e);
        }
    }

    private CheckInReply checkIn(RawDevice device) throws IOException {
        var reply =
                (CheckInReply)
                        device.ask(
                                new CheckIn(
                                        "boot-1",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of(bundle.hash()),
                                        Optional.empty(),
                                        Optional.empty(),
                                        List.of(),
                                        List.of(),
                                        Optional.empty(),
                                        List.of()));
        reply.trustBundle()
                .ifPresent(offered -> {
                    bundle.offer(offered);
                    assertThat(bundle.hash())
                            .as("the bundle was kept")
                            .isEqualTo(Digest.of(offered.payload().toArray()));
                });
        assertThat(reply.orders())
                .allSatisfy(run ->
                        assertThat(run.order().verified(JobOrder.TYPE, bundle.orderKeys()))
                                .isPresent());
        assertThat(reply.policy().stream())
                .allSatisfy(offer ->
                        assertThat(
                                        offer.document()
                                                .verified(PolicyDocument.TYPE, bundle.orderKeys()))
                                .isPresent());
        return reply;
    }

    /** Asks for its next certificate; it is shown from the next check-in on. */
    public void renew() {
        var keys = EcKeys.generate();
        try (var device = connect()) {
            var _ = checkIn(device);
            var reply =
                    (RenewalReply)
                            device.ask(
                                    new RenewalRequest(
                                            Pem.encode(
                                                    "CERTIFICATE REQUEST",
                                                    CertificateRequest.make(keys))));
            identity =
                    new Identity(
                            keys.getPrivate(),
                            reply.chain().stream()
                                    .flatMap(pem -> Pem.certificates(pem).stream())
                                    .toList());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public TrustBundle bundle() {
        return bundle.bundle();
    }

    public Identity identity() {
        return identity;
    }
}
