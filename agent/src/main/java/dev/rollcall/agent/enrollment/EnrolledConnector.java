package dev.rollcall.agent.enrollment;

import dev.rollcall.agent.connection.CloseReason;
import dev.rollcall.agent.connection.ConnectionOptions;
import dev.rollcall.agent.connection.Connector;
import dev.rollcall.agent.connection.ServerConnection;
import dev.rollcall.agent.connection.ServerTrust;
import dev.rollcall.agent.connection.SessionEndedException;
import dev.rollcall.agent.connection.SessionTls;
import dev.rollcall.agent.connection.TimeFloor;
import dev.rollcall.agent.connection.Transport;
import dev.rollcall.agent.keys.DeviceKeys;
import dev.rollcall.agent.keys.KeyUnusableException;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.common.protocol.ServerMessage;
import io.netty.handler.ssl.SslProvider;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens sessions with the enrolled identity at the bundle's gateways: a renewed identity is tried
 * first and the old one kept until the new one worked. Used by one loop's steps.
 */
public final class EnrolledConnector implements Connector {

    private static final Logger LOG = LoggerFactory.getLogger(EnrolledConnector.class);

    private final Transport transport;
    private final ConnectionOptions options;
    private final IdentityStore identities;
    private final TrustBundleStore bundle;
    private final ServerTrust trust;
    private int gateway;
    private boolean showingNext;
    private boolean holdNext;
    private KeyProtection shown = KeyProtection.FILE;

    public EnrolledConnector(
            Transport transport,
            ConnectionOptions options,
            IdentityStore identities,
            TrustBundleStore bundle,
            TimeFloor floor) {
        this.transport = transport;
        this.options = options;
        this.identities = identities;
        this.bundle = bundle;
        this.trust = new ServerTrust(bundle::roots, floor::heard);
    }

    @Override
    public CompletableFuture<ServerConnection> connect(Consumer<ServerMessage> unasked) {
        var next = holdNext ? Optional.<Identity>empty() : identities.next();
        showingNext = next.isPresent();
        var identity = next.or(identities::current).orElseThrow();
        try {
            DeviceKeys.check(identity.key());
        } catch (KeyUnusableException e) {
            if (showingNext && e.isForGood()) {
                LOG.warn("renewed certificate given up because=\"{}\"", e.getMessage());
                identities.forgetNext();
                return connect(unasked);
            }
            return CompletableFuture.failedFuture(
                    new SessionEndedException(
                            e.isForGood() ? CloseReason.KEY_LOST : CloseReason.KEY_UNUSABLE,
                            String.valueOf(e.getMessage())));
        }
        shown = DeviceKeys.protection(identity.key());
        var gateways = bundle.gateways();
        var endpoint = gateways.get(gateway % gateways.size());
        LOG.debug("connecting gateway={} renewed={}", endpoint, showingNext);
        var tls = SessionTls.of(SslProvider.JDK, identity.key(), identity.chain(), trust);
        return ServerConnection.connect(transport, endpoint, tls, options, unasked);
    }

    @Override
    public KeyProtection protection() {
        return shown;
    }

    @Override
    public void worked() {
        holdNext = false;
        if (showingNext) {
            showingNext = false;
            identities.promote();
            LOG.info("renewed certificate in use");
        }
    }

    /** A failure may be the gateway's or the new identity's: the next try changes both. */
    @Override
    public void failed() {
        gateway = (gateway + 1) % bundle.gateways().size();
        holdNext = showingNext;
        showingNext = false;
    }

    @Override
    public boolean refused() {
        if (!showingNext) {
            // the next one was only put aside, and the one before it is of no use any more
            boolean putAside = holdNext && identities.next().isPresent();
            holdNext = false;
            return putAside;
        }
        showingNext = false;
        identities.forgetNext();
        return true;
    }
}
