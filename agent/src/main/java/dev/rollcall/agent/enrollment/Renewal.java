package dev.rollcall.agent.enrollment;

import dev.rollcall.agent.checkin.Renewals;
import dev.rollcall.agent.keys.KeyUnusableException;
import dev.rollcall.agent.state.StateException;
import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.protocol.RenewalReply;
import dev.rollcall.common.protocol.RenewalRequest;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the next certificate at two thirds of the life of this one, for a new key. Used by one
 * loop's steps.
 */
public final class Renewal implements Renewals {

    private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);

    private final IdentityStore identities;
    private final InstantSource serverTime;
    private @Nullable KeyPair asked;

    public Renewal(IdentityStore identities, InstantSource serverTime) {
        this.identities = identities;
        this.serverTime = serverTime;
    }

    @Override
    public Optional<RenewalRequest> due() {
        var current = identities.current();
        if (current.isEmpty()
                || !isDue(current.get().certificate(), serverTime.instant())
                || identities.next().isPresent()) {
            return Optional.empty();
        }
        try {
            var keys = identities.keys().make(Optional.of(current.get().key()));
            asked = keys;
            return Optional.of(
                    new RenewalRequest(
                            Pem.encode("CERTIFICATE REQUEST", CertificateRequest.make(keys))));
        } catch (KeyUnusableException e) {
            LOG.warn("certificate not renewed because=\"{}\"", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public boolean answered(RenewalReply reply) {
        var keys = asked;
        asked = null;
        var current = identities.current();
        if (keys == null || current.isEmpty()) {
            return false;
        }
        try {
            var chain =
                    reply.chain().stream().flatMap(pem -> Pem.certificates(pem).stream()).toList();
            var next = new Identity(keys.getPrivate(), chain);
            if (!current.get().isContinuedBy(next, keys.getPublic())) {
                LOG.warn("renewed certificate refused, it is not for this device");
                return false;
            }
            identities.keepNext(next);
            return true;
        } catch (IllegalArgumentException e) {
            LOG.warn("renewed certificate refused, it cannot be read");
            return false;
        } catch (StateException e) {
            LOG.error("renewed certificate not kept, the disk refused", e);
            return false;
        }
    }

    /** From two thirds of its life on, spread over a twentieth by serial number. */
    static boolean isDue(X509Certificate certificate, Instant now) {
        var begin = certificate.getNotBefore().toInstant();
        var life = Duration.between(begin, certificate.getNotAfter().toInstant());
        long share = Math.floorMod(List.of(certificate.getSerialNumber()).hashCode(), 1000);
        var spread = life.dividedBy(20_000).multipliedBy(share);
        return !now.isBefore(begin.plus(life.dividedBy(3).multipliedBy(2)).plus(spread));
    }
}
