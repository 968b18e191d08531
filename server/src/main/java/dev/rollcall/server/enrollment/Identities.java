package dev.rollcall.server.enrollment;

import dev.rollcall.server.enrollment.IdentityCheck.Verdict;
import dev.rollcall.server.pki.Authorities;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.security.cert.X509Certificate;
import java.time.InstantSource;

/**
 * Looks up whose a certificate is and whether its holder is welcome; blocks on the database. Safe
 * for use by many threads.
 */
public final class Identities {

    private final Database database;
    private final Authorities authorities;
    private final InstantSource clock;

    public Identities(Database database, Authorities authorities, InstantSource clock) {
        this.database = database;
        this.authorities = authorities;
        this.clock = clock;
    }

    /**
     * @param certificate whose key the peer proved to hold; of any issuer
     */
    public Verdict judge(X509Certificate certificate) {
        var peer = authorities.deviceCertificates().recognize(certificate);
        if (peer.isEmpty()) {
            return new Verdict.Unwelcome(ProblemCode.DEVICE_UNKNOWN);
        }
        var known = peer.get();
        return database.read(handle ->
                IdentityCheck.decide(
                        known,
                        EnrollmentRows.find(handle, known.district(), known.enrollment()),
                        authorities.status(handle, known.district(), known.serial()),
                        clock.instant()));
    }
}
