package dev.rollcall.agent.connection;

import java.io.Serial;
import java.security.cert.CertificateException;

/** The certificate that a server showed is not one that we trust; the message says why. */
public final class UntrustedServerException extends CertificateException {

    @Serial private static final long serialVersionUID = 1L;

    public UntrustedServerException(String why) {
        super(why);
    }
}
