package dev.rollcall.agent.enrollment;

import dev.rollcall.agent.checkin.Reenrollments;
import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.connection.ServerTrust;
import dev.rollcall.agent.connection.TimeFloor;
import dev.rollcall.agent.enrollment.ServerHttp.Answer;
import dev.rollcall.agent.keys.KeyUnusableException;
import dev.rollcall.agent.state.StateException;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.protocol.Refused;
import java.net.URI;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks by EST {@code simplereenroll} for a new certificate with the identity that a session was
 * refused with, such as one that expired over a summer. The key is durable before it is asked for,
 * and what was issued before it is used. One question at a time.
 */
public final class Reenrollment implements Reenrollments, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reenrollment.class);
    private static final String KEY = "next-key.pem";
    private static final String PATH = "/.well-known/est/simplereenroll";
    private static final String CLONED = "identity-cloned";
    private static final String NONCE = "[A-Za-z0-9+/=]{1,256}";

    private final StateFolder folder;
    private final IdentityStore identities;
    private final TrustBundleStore bundle;
    private final TimeFloor floor;
    private final Optional<Endpoint> proxy;
    private final String bootId;
    private @Nullable ServerHttp asking;
    private int turn;
    private boolean closed;

    /**
     * @param floor by which the server's certificate is judged
     * @param bootId by which the server tells machines that share an identity
     */
    public Reenrollment(
            StateFolder folder,
            IdentityStore identities,
            TrustBundleStore bundle,
            TimeFloor floor,
            Optional<Endpoint> proxy,
            String bootId) {
        this.folder = folder;
        this.identities = identities;
        this.bundle = bundle;
        this.floor = floor;
        this.proxy = proxy;
        this.bootId = bootId;
    }

    @Override
    public Reply ask(Refused why) {
        if (identities.next().isPresent()) {
            return new Reply.Renewed();
        }
        var current = identities.current();
        var servers = servers();
        if (current.isEmpty() || servers.isEmpty()) {
            return new Reply.Told(why);
        }
        try (var http = open(servers.get(turn % servers.size()), current.get())) {
            return ask(http, current.get(), why);
        } catch (EnrollmentException e) {
            turn = (turn + 1) % servers.size();
            return new Reply.Unanswered(String.valueOf(e.getMessage()), Optional.empty());
        } catch (StateException e) {
            LOG.error("a new certificate is not asked for, the disk refused", e);
            return new Reply.Unanswered("the disk refused", Optional.empty());
        } catch (KeyUnusableException e) {
            return new Reply.Unanswered(String.valueOf(e.getMessage()), Optional.empty());
        } finally {
            done();
        }
    }

    /** Where it enrolled, then where the trust bundle says: a server may have moved since. */
    private List<URI> servers() {
        return Stream.concat(
                        Enroller.serverOf(folder).stream(),
                        bundle.bundle().https().stream().map(address -> "https://" + address))
                .distinct()
                .map(URI::create)
                .toList();
    }

    private Reply ask(ServerHttp http, Identity current, Refused why)
            throws EnrollmentException, KeyUnusableException {
        var pending = new PendingKey(folder, identities.keys(), KEY);
        var keys = pending.pair(Optional.of(current.key()), used(current));
        KillPoint.pass("agent.return.key-kept");
        var answer = post(http, CertificateRequest.make(keys));
        if (answer.nonce().filter(nonce -> nonce.matches(NONCE)).isPresent()) {
            var nonce = answer.nonce().orElseThrow();
            answer = post(http, CertificateRequest.make(keys, nonce));
        }
        KillPoint.pass("agent.return.answered");
        if (answer.status() != 200) {
            return Answers.refusal(answer)
                    .<Reply>map(Reply.Told::new)
                    .orElse(Answers.unanswered(answer));
        }
        var next = issued(keys, answer);
        if (current.isContinuedBy(next, keys.getPublic())) {
            identities.keepNext(next);
            KillPoint.pass("agent.return.kept");
            pending.forget();
            LOG.info("certificate renewed by the server's HTTPS port");
            return new Reply.Renewed();
        }
        if (!why.code().equals(CLONED) || !current.isSeparatedBy(next, keys.getPublic())) {
            throw EnrollmentException.server("the certificate it issued is another device's");
        }
        identities.keep(next);
        KillPoint.pass("agent.separation.kept");
        pending.forget();
        LOG.warn(
                "this device was copied and has an enrollment of its own now enrollment={}",
                next.enrollment());
        return new Reply.Joined();
    }

    private Answer post(ServerHttp http, byte[] request) throws EnrollmentException {
        return http.postAs(bootId, PATH, "application/pkcs10", EstMessages.request(request));
    }

    /** A crash may have left a key behind whose certificate is kept. */
    private Set<PublicKey> used(Identity current) {
        var used = new HashSet<PublicKey>();
        used.add(current.certificate().getPublicKey());
        identities.next().ifPresent(next -> used.add(next.certificate().getPublicKey()));
        return used;
    }

    private Identity issued(KeyPair keys, Answer answer) throws EnrollmentException {
        var issued = EstMessages.certificates(answer.body().toArray());
        var chain = Enroller.chain(keys.getPublic(), issued, bundle.roots());
        try {
            return new Identity(keys.getPrivate(), chain);
        } catch (IllegalArgumentException e) {
            throw EnrollmentException.server("the certificate it issued names no enrollment");
        }
    }

    private synchronized ServerHttp open(URI server, Identity identity) throws EnrollmentException {
        if (closed) {
            throw EnrollmentException.later("stopped");
        }
        var trust = new ServerTrust(bundle::roots, floor::heard);
        var http = new ServerHttp(server, trust, Optional.of(identity), proxy);
        asking = http;
        return http;
    }

    private synchronized void done() {
        asking = null;
    }

    /** Ends what is being asked, and asks no more. */
    @Override
    public synchronized void close() {
        closed = true;
        if (asking != null) {
            asking.close();
        }
    }
}
