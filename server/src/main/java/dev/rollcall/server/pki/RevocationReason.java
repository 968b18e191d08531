package dev.rollcall.server.pki;

import java.util.Locale;
import org.bouncycastle.asn1.x509.CRLReason;

/** Why a certificate counts no more. */
public enum RevocationReason {
    /** Shut out. */
    REVOKED(CRLReason.privilegeWithdrawn),
    /** Left in good order. */
    RETIRED(CRLReason.cessationOfOperation),
    /** Its key is on several machines. */
    CLONED(CRLReason.keyCompromise),
    /** A newer identity took its place. */
    SUPERSEDED(CRLReason.superseded);

    private final int crlReason;

    RevocationReason(int crlReason) {
        this.crlReason = crlReason;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static RevocationReason of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Its code in RFC 5280 section 5.3.1. */
    int crlReason() {
        return crlReason;
    }
}
