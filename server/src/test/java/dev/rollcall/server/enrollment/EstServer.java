package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.IdSource;
import dev.rollcall.server.clone.CloneCases;
import dev.rollcall.server.device.Presences;
import dev.rollcall.server.http.HttpConfig;
import dev.rollcall.server.http.HttpServer;
import dev.rollcall.server.http.RequestListener;
import dev.rollcall.server.pki.RevocationRoutes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The routes for devices that join and renew, over real HTTPS on a port of its own. */
final class EstServer {

    private EstServer() {}

    static HttpServer start(TestEnrollment rooms, InstantSource clock) {
        var renewals =
                new Renewals(rooms.database(), rooms.authorities(), rooms.audit(), Runnable::run);
        var returns =
                new Returns(
                        rooms.database(),
                        rooms.authorities(),
                        renewals,
                        (handle, district, unit) -> Duration.ofDays(400),
                        new Presences(1),
                        new SecureRandom());
        var est =
                new EstRoutes(
                        rooms.enrollments(),
                        new EstReenrollment(
                                renewals,
                                returns,
                                new Separation(
                                        rooms.database(),
                                        rooms.enrollments(),
                                        rooms.authorities(),
                                        new CloneCases(new Presences(1), rooms.audit()),
                                        (handle, to, of, since, at) -> 0,
                                        (handle, district, unit) -> Duration.ofDays(400),
                                        rooms.audit()),
                                rooms.identities(),
                                clock),
                        rooms.authorities(),
                        clock);
        var trust = new TrustRoutes(rooms.identities(), rooms.authorities());
        var revocation = new RevocationRoutes(rooms.authorities(), rooms.database(), clock);
        return HttpServer.start(
                new HttpConfig("127.0.0.1", 0, Duration.ofSeconds(30)),
                rooms.authorities().tls(),
                (token, address) -> Optional.empty(),
                new IdSource(clock, new SecureRandom()),
                RequestListener.none(),
                () -> false,
                List.of(est, trust, revocation));
    }
}
