package dev.rollcall.agent.doctor;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What became of agreeing on TLS, and of the first words after it. */
sealed interface TlsFound {

    /**
     * With a server that we trust.
     *
     * @param until when its certificate ends
     * @param protocol that was agreed on by ALPN; empty for none
     * @param after what came back when something was said
     */
    record Agreed(Instant until, String protocol, After after) implements TlsFound {}

    /** With nobody: whoever answers is not trusted. @param chain its certificate first */
    record Untrusted(List<X509Certificate> chain) implements TlsFound {

        public Untrusted {
            chain = List.copyOf(chain);
        }
    }

    /**
     * The other side ended it, before or after it showed its certificate. @param name of RFC 8446
     */
    record Alert(String name, boolean trusted) implements TlsFound {}

    /** What answers does not speak TLS. */
    record NoTls() implements TlsFound {}

    /** TLS of a kind that we do not speak. */
    record OtherTls(String why) implements TlsFound {}

    /** The connection ended in the middle. */
    record CutOff() implements TlsFound {}

    record Silent() implements TlsFound {}

    /** What came back after TLS was agreed. */
    sealed interface After {}

    /** The empty frame. */
    record Echo() implements After {}

    /** The end of the connection. */
    record Closed() implements After {}

    /** Nothing, for as long as was waited. */
    record Nothing() implements After {}

    /**
     * An answer over HTTP.
     *
     * @param code of a problem (RFC 9457), where it is one of Rollcall's
     * @param detail its sentence
     * @param date of the server
     */
    record Answer(
            int status, Optional<String> code, Optional<String> detail, Optional<Instant> date)
            implements After {}

    /** Bytes that are neither. */
    record Noise() implements After {}
}
