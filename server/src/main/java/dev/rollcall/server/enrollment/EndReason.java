package dev.rollcall.server.enrollment;

import dev.rollcall.server.pki.RevocationReason;
import dev.rollcall.server.problem.ProblemCode;
import java.util.Locale;

/** Why an enrollment ended. */
public enum EndReason {
    /** Shut out: stolen, misused, doubted. */
    REVOKED(RevocationReason.REVOKED, ProblemCode.DEVICE_REVOKED),
    /** Left in good order: disposed of, sold, transferred. */
    RETIRED(RevocationReason.RETIRED, ProblemCode.DEVICE_RETIRED),
    /** The device has a newer enrollment. */
    SUPERSEDED(RevocationReason.SUPERSEDED, ProblemCode.IDENTITY_SUPERSEDED);

    private final RevocationReason certificate;
    private final ProblemCode refusal;

    EndReason(RevocationReason certificate, ProblemCode refusal) {
        this.certificate = certificate;
        this.refusal = refusal;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static EndReason of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** What its certificates are revoked for. */
    RevocationReason certificate() {
        return certificate;
    }

    /** What the device is told. */
    public ProblemCode refusal() {
        return refusal;
    }
}
