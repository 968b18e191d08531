package dev.rollcall.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.checkin.Situation;
import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.doctor.StateFacts.Presence;
import dev.rollcall.agent.doctor.TlsFound.Answer;
import dev.rollcall.agent.platform.Keeping;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What facts mean, without a device. */
class DiagnosisTest {

    private static final Path STATE = Path.of("/var/lib/rollcall-agent");
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final long PLENTY = 10_000_000_000L;

    private static StateFacts state(Presence presence) {
        return new StateFacts(
                STATE, presence, "root", Optional.of("root"), false, PLENTY, new Keeping.Kept());
    }

    private static List<String> lines(List<Check> checks) {
        return checks.stream().map(Check::line).toList();
    }

    @Test
    void aStateFolder() {
        assertThat(lines(StateDiagnosis.of(state(Presence.USABLE))))
                .containsExactly(
                        "ok   state folder /var/lib/rollcall-agent can be read and written",
                        "ok   state folder is closed to others",
                        "ok   9536 MB are free for the state folder",
                        "ok   state folder is kept across restarts of the device");
        assertThat(lines(StateDiagnosis.of(state(Presence.UNREADABLE))).getFirst())
                .isEqualTo(
                        "FAIL state folder /var/lib/rollcall-agent cannot be read by root: run this command as root");
        assertThat(lines(StateDiagnosis.of(state(Presence.READ_ONLY))).getFirst())
                .isEqualTo(
                        "FAIL state folder /var/lib/rollcall-agent cannot be written by root: it is mounted read-only, or belongs to somebody else");
        assertThat(lines(StateDiagnosis.of(state(Presence.NO_FOLDER))))
                .containsExactly(
                        "FAIL state folder /var/lib/rollcall-agent is not a folder: move it away",
                        "skip permissions: there is no state folder",
                        "skip free space: there is no state folder",
                        "skip state kept: there is no state folder");
    }

    @Test
    void aStateFolderOfAnotherOnAFullDiskInMemory() {
        var facts =
                new StateFacts(
                        STATE,
                        Presence.USABLE,
                        "root",
                        Optional.of("kim"),
                        true,
                        1000,
                        new Keeping.Lost("/var is in memory (tmpfs)"));

        assertThat(lines(StateDiagnosis.of(facts)))
                .containsExactly(
                        "ok   state folder /var/lib/rollcall-agent can be read and written",
                        "WARN state folder belongs to kim, who can read this device's key: chown -R root /var/lib/rollcall-agent",
                        "FAIL the disk of the state folder is full: make room on it",
                        "WARN state folder is not kept across restarts: /var is in memory (tmpfs); keep it on a disk, or this device is a new one each time");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    2026-11-23T12:01:00Z |                      | ok   clock is not behind what the server last said, 2026-11-23T12:00:00Z
                    2040-01-01T00:00:00Z |                      | ok   clock is not behind what the server last said, 2026-11-23T12:00:00Z
                    2026-11-23T08:48:00Z |                      | WARN clock is at least 3 hours 12 minutes behind: the server last said 2026-11-23T12:00:00Z; set it, though the agent goes by the server's time
                    2026-11-23T12:00:30Z | 2026-11-23T12:01:00Z | ok   clock agrees with the server's
                    2026-11-23T09:00:00Z | 2026-11-23T12:12:00Z | WARN clock is 3 hours 12 minutes behind the server's: set it, though the agent goes by the server's time
                    2027-11-23T12:00:00Z | 2026-11-23T12:00:00Z | WARN clock is 365 days ahead of the server's: set it, though the agent goes by the server's time
                    """)
    void aClock(Instant clock, Instant server, String expected) {
        var times = new Times(clock, NOON, true, Optional.ofNullable(server));

        assertThat(times.clockCheck().line()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    2026-11-23T12:00:00Z |                      | ok   certificate is valid until 2027-09-01T00:00:00Z
                    2027-08-01T00:00:00Z |                      | WARN certificate should have been renewed by 2027-05-25T00:00:00Z and expires on 2027-09-01T00:00:00Z: a session renews it
                    2027-09-13T12:00:00Z |                      | WARN certificate expired on 2027-09-01T00:00:00Z by this device's clock, 12 days ago; if the clock is right: the agent asks for a new one by itself, which the server gives within the grace of its unit; where it does not, enroll this device again
                    2027-09-13T12:00:00Z | 2027-09-13T12:00:00Z | FAIL certificate expired on 2027-09-01T00:00:00Z, 12 days ago: the agent asks for a new one by itself, which the server gives within the grace of its unit; where it does not, enroll this device again
                    1970-01-01T00:00:00Z | 2027-09-13T12:00:00Z | FAIL certificate expired on 2027-09-01T00:00:00Z, 12 days ago: the agent asks for a new one by itself, which the server gives within the grace of its unit; where it does not, enroll this device again
                    2040-01-01T00:00:00Z | 2026-11-23T12:00:00Z | ok   certificate is valid until 2027-09-01T00:00:00Z
                    2026-11-23T12:00:00Z | 2026-07-30T00:00:00Z | FAIL certificate is not valid before 2026-08-01T00:00:00Z, in 2 days: the server's clock is behind; set it
                    """)
    void aCertificate(Instant clock, Instant server, String expected) throws Exception {
        var facts = IdentityFacts.read(new SickDevice(temp).folder());
        var times = new Times(clock, NOON, true, Optional.ofNullable(server));

        assertThat(lines(IdentityDiagnosis.of(facts, times))).contains(expected);
    }

    @TempDir private Path temp;

    private static final Target GATEWAY =
            new Target(Target.Kind.GATEWAY, new Endpoint("gw.example", 8444));

    private static List<String> towards(
            Optional<TcpFound> proxy, TcpFound tcp, Optional<TlsFound> tls) {
        return lines(
                NetworkDiagnosis.of(
                        new NetworkFacts(
                                proxy.map(_ -> new Endpoint("proxy.example", 3128)),
                                proxy,
                                Map.of(),
                                List.of(new Probed(GATEWAY, tcp, tls)),
                                List.of(),
                                Duration.ofSeconds(5))));
    }

    @Test
    void aConnection() {
        assertThat(towards(Optional.empty(), new TcpFound.TimedOut(), Optional.empty()))
                .containsExactly(
                        "ok   no proxy is configured",
                        "FAIL gateway gw.example:8444 does not answer within 5 seconds: blocked by a firewall between here and there",
                        "skip TLS with gateway gw.example:8444: there is no connection");
        assertThat(towards(Optional.empty(), new TcpFound.Unreachable(), Optional.empty()))
                .contains(
                        "FAIL gateway gw.example:8444 is unreachable: this device has no route there");
        assertThat(
                        towards(
                                Optional.of(new TcpFound.Connected()),
                                new TcpFound.NoProxy(),
                                Optional.empty()))
                .contains(
                        "FAIL gateway gw.example:8444 is not reached: what listens at proxy.example:3128 is no HTTP proxy");
    }

    @Test
    void aProxyThatCannotBeReached() {
        var facts =
                new NetworkFacts(
                        Optional.of(new Endpoint("proxy.example", 3128)),
                        Optional.of(new TcpFound.NoName()),
                        Map.of(),
                        List.of(),
                        List.of(),
                        Duration.ofSeconds(5));

        assertThat(lines(NetworkDiagnosis.of(facts)))
                .containsExactly(
                        "FAIL proxy proxy.example:3128 has a name without an address",
                        "skip connections: the proxy cannot be reached",
                        "skip TLS: the proxy cannot be reached");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    unknown_ca              | true  | FAIL gateway gw.example:8444 does not accept this device's certificate (unknown_ca): enroll this device again
                    certificate_expired     | true  | FAIL gateway gw.example:8444 does not accept this device's certificate (certificate_expired): enroll this device again
                    no_application_protocol | false | FAIL gateway gw.example:8444 does not speak rollcall/1: something else listens there
                    protocol_version        | false | FAIL gateway gw.example:8444 ends TLS with the alert protocol_version
                    """)
    void anAlert(String alert, boolean trusted, String expected) {
        assertThat(
                        towards(
                                Optional.empty(),
                                new TcpFound.Connected(),
                                Optional.of(new TlsFound.Alert(alert, trusted))))
                .contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    200 |                    | ok   server knows this device and lets it in
                    403 | device-revoked     | FAIL server says this device was revoked: enroll it again if it may come back
                    403 | device-retired     | FAIL server says this device was retired: enroll it again if it is used again
                    403 | device-unknown     | FAIL server says it knows no enrollment with this identity: enroll this device again
                    403 | certificate-expired | FAIL server says the certificate of this device has expired: the agent asks for a new one by itself, which the server gives within the grace of its unit; where it does not, enroll this device again
                    403 | identity-superseded | FAIL server says a newer enrollment took this one's place: if this is a copy of another device, enroll it again
                    503 | busy               | WARN server cannot answer now: it is so; try again
                    403 | some-later-code    | FAIL server refuses this device (some-later-code): it is so
                    404 |                    | FAIL server answers 404, which is no answer of a Rollcall server: check the address
                    """)
    void theServersWord(int status, String code, String expected) {
        var answer =
                new Answer(
                        status,
                        Optional.ofNullable(code),
                        Optional.of("it is so"),
                        Optional.empty());

        assertThat(ServersWord.of(Optional.of(answer)).line()).isEqualTo(expected);
    }

    @Test
    void anAnswerOverHttp() {
        var problem =
                """
                HTTP/1.1 403 Forbidden\r
                Date: Mon, 23 Nov 2026 12:00:00 GMT\r
                Content-Type: application/problem+json\r
                \r
                {"code":"device-revoked","detail":"The identity\\n was revoked."}\
                """;

        assertThat(HttpAnswer.read(problem.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(
                        new Answer(
                                403,
                                Optional.of("device-revoked"),
                                Optional.of("The identity  was revoked."),
                                Optional.of(NOON)));
        assertThat(HttpAnswer.read("SSH-2.0".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new TlsFound.Noise());
        assertThat(HttpAnswer.read(new byte[0])).isEqualTo(new TlsFound.Closed());
        assertThat(
                        HttpAnswer.read(
                                "HTTP/1.0 502 \r\ndate: soon\r\n\r\n<html>"
                                        .getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new Answer(502, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void anAnswerOfAProxy() {
        assertThat(Dialed.answer("HTTP/1.1 200 Connection established\r\n\r\n"))
                .isEqualTo(new TcpFound.Connected());
        assertThat(Dialed.answer("HTTP/1.0 503\r\n"))
                .isEqualTo(new TcpFound.ProxyRefused(503, "503"));
        assertThat(Dialed.answer("220 mail.example ESMTP")).isEqualTo(new TcpFound.NoProxy());
        assertThat(Dialed.answer("")).isEqualTo(new TcpFound.NoProxy());
    }

    @Test
    void aNameThatWasNotFound() {
        assertThat(NameFound.explain("x: Name or service not known"))
                .isEqualTo(new NameFound.NoSuchName());
        assertThat(NameFound.explain("x: Temporary failure in name resolution"))
                .isEqualTo(new NameFound.NoAnswer());
        assertThat(NameFound.explain("x: Der Name ist nicht bekannt"))
                .isEqualTo(new NameFound.NotFound("x: Der Name ist nicht bekannt"));
    }

    @ParameterizedTest
    @EnumSource(value = Situation.State.class, mode = EnumSource.Mode.EXCLUDE, names = "CONNECTED")
    void anAgentThatRunsWithoutASession(Situation.State state) {
        var facts = new AgentFacts(true, Optional.of(new Situation(state, "detail")));

        assertThat(facts.process().line())
                .startsWith("WARN agent runs without a session: ")
                .endsWith(": detail");
    }

    @Test
    void anAgentThatDoesNotRunAndLongSilence() {
        assertThat(new AgentFacts(false, Optional.empty()).process().line())
                .isEqualTo("FAIL agent does not run: start it with systemctl start rollcall-agent");
        var times = new Times(NOON, NOON, true, Optional.empty());
        assertThat(AgentFacts.lastCheckIn(Optional.empty(), times).line())
                .isEqualTo("WARN this enrollment has not checked in yet");
        assertThat(AgentFacts.lastCheckIn(Optional.of(NOON.minusSeconds(240)), times).line())
                .isEqualTo("ok   last check-in was at 2026-11-23T11:56:00Z, 4 minutes ago");
        assertThat(
                        AgentFacts.lastCheckIn(Optional.of(NOON.minus(Duration.ofDays(12))), times)
                                .line())
                .isEqualTo("WARN last check-in was at 2026-11-11T12:00:00Z, 12 days ago");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 seconds",
        "PT1S, 1 second",
        "PT119S, 119 seconds",
        "PT2M, 2 minutes",
        "PT1H, 1 hour",
        "PT3H12M, 3 hours 12 minutes",
        "PT47H, 47 hours",
        "P2D, 2 days",
        "-P400D, 400 days"
    })
    void aSpan(Duration span, String expected) {
        assertThat(Words.span(span)).isEqualTo(expected);
    }
}
