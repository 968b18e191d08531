package dev.rollcall.agent.doctor;

import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.doctor.TlsFound.Agreed;
import dev.rollcall.agent.doctor.TlsFound.Answer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far one comes towards the server.
 *
 * @param proxyReached what became of connecting to the proxy itself
 * @param names by host, in the order of the targets; none behind a proxy, which looks them up
 * @param roots that a server's chain must lead to
 * @param patience for each step
 */
record NetworkFacts(
        Optional<Endpoint> proxy,
        Optional<TcpFound> proxyReached,
        Map<String, NameFound> names,
        List<Probed> probed,
        List<X509Certificate> roots,
        Duration patience) {

    NetworkFacts {
        probed = List.copyOf(probed);
        roots = List.copyOf(roots);
    }

    /** What the server says of this device, where it could be asked. */
    Optional<Answer> answer() {
        return probed.stream()
                .flatMap(p -> p.tls().stream())
                .filter(Agreed.class::isInstance)
                .map(agreed -> ((Agreed) agreed).after())
                .filter(Answer.class::isInstance)
                .map(Answer.class::cast)
                .findFirst();
    }

    Optional<Instant> serverTime() {
        return answer().flatMap(Answer::date);
    }
}
