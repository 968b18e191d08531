package dev.rollcall.agent.doctor;

import dev.rollcall.agent.connection.OwnCertificate;
import dev.rollcall.agent.connection.ServerTrust;
import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.common.protocol.Frame;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * Agrees on TLS over a connection, as the agent would, and says the little that opens no session.
 * Nobody who is not trusted is shown the device's certificate.
 */
final class TlsProbe {

    private static final int MAX_ANSWER = 256 * 1024;

    /** The JDK tells which alert it was only in words. */
    private static final Pattern ALERT = Pattern.compile("fatal alert: ([a-z_]{3,40})");

    private final Identity identity;
    private final ServerTrust trust;

    TlsProbe(Identity identity, ServerTrust trust) {
        this.identity = identity;
        this.trust = trust;
    }

    TlsFound speak(Socket connection, Target target) {
        var shown = new ShownChain(trust, target.endpoint().host());
        try (var socket = layered(connection, target, shown)) {
            socket.startHandshake();
            return agreed(socket, target, shown);
        } catch (SocketTimeoutException e) {
            return new TlsFound.Silent();
        } catch (SSLException e) {
            return explain(e, shown);
        } catch (IOException e) {
            return new TlsFound.CutOff();
        }
    }

    private SSLSocket layered(Socket connection, Target target, ShownChain shown)
            throws IOException {
        try {
            var tls = SSLContext.getInstance("TLSv1.3");
            var own = new OwnCertificate(identity.key(), identity.chain());
            tls.init(new KeyManager[] {own}, new TrustManager[] {shown}, null);
            var host = target.endpoint().host();
            var socket =
                    (SSLSocket)
                            tls.getSocketFactory()
                                    .createSocket(connection, host, target.endpoint().port(), true);
            var parameters = new SSLParameters(null, new String[] {"TLSv1.3"});
            if (target.kind() == Target.Kind.GATEWAY) {
                parameters.setApplicationProtocols(new String[] {Frame.ALPN});
            }
            socket.setSSLParameters(parameters);
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("could not prepare TLS", e);
        }
    }

    private static TlsFound agreed(SSLSocket socket, Target target, ShownChain shown)
            throws IOException {
        var until = shown.chain().getFirst().getNotAfter().toInstant();
        var protocol = Optional.ofNullable(socket.getApplicationProtocol()).orElse("");
        return new TlsFound.Agreed(until, protocol, after(socket, target));
    }

    /** An alert about our own certificate comes only now (RFC 8446, 4.4.2.4). */
    private static TlsFound.After after(SSLSocket socket, Target target) throws IOException {
        try {
            return switch (target.kind()) {
                case GATEWAY -> echo(socket);
                case SERVER -> ask(socket, target);
            };
        } catch (SocketTimeoutException e) {
            return new TlsFound.Nothing();
        } catch (SSLException e) {
            throw e;
        } catch (IOException e) {
            return new TlsFound.Closed();
        }
    }

    private static TlsFound.After echo(SSLSocket socket) throws IOException {
        socket.getOutputStream().write(new byte[Integer.BYTES]);
        var back = socket.getInputStream().readNBytes(Integer.BYTES);
        if (back.length < Integer.BYTES) {
            return back.length == 0 ? new TlsFound.Closed() : new TlsFound.Noise();
        }
        return List.of(back[0], back[1], back[2], back[3])
                        .equals(List.of((byte) 0, (byte) 0, (byte) 0, (byte) 0))
                ? new TlsFound.Echo()
                : new TlsFound.Noise();
    }

    private static TlsFound.After ask(SSLSocket socket, Target target) throws IOException {
        var request =
                "GET /agent/v1/trust-bundle HTTP/1.0\r\nHost: %s\r\nAccept: application/json\r\n\r\n"
                        .formatted(target.endpoint());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return HttpAnswer.read(socket.getInputStream().readNBytes(MAX_ANSWER));
    }

    private static TlsFound explain(SSLException failure, ShownChain shown) {
        if (shown.refused()) {
            return new TlsFound.Untrusted(shown.chain());
        }
        var said = String.valueOf(failure.getMessage());
        var alert = ALERT.matcher(said);
        if (alert.find()) {
            return new TlsFound.Alert(alert.group(1), !shown.chain().isEmpty());
        }
        if (failure.getCause() instanceof IOException) {
            return new TlsFound.CutOff();
        }
        return failure instanceof SSLHandshakeException
                ? new TlsFound.OtherTls(Words.clean(said))
                : new TlsFound.NoTls();
    }
}
