package dev.rollcall.server.pki.rollover;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.pki.ChangedHost;
import dev.rollcall.server.pki.Endpoints;
import dev.rollcall.server.pki.KeyRing;
import dev.rollcall.server.pki.key.Keys;
import dev.rollcall.server.pki.key.PkiException;
import dev.rollcall.server.pki.key.Purpose;
import dev.rollcall.server.storage.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Moves a server that is stopped to another host name: the new one beside the old one first, the
 * old one away when devices know the new one.
 */
public final class HostMove {

    private static final String KIND = "server-host";

    private final Database database;
    private final Endpoints configured;
    private final Gate gate;
    private final InstantSource clock;
    private final RotationAudit audit;

    public HostMove(
            Database database, Endpoints configured, Dependents dependents, Rollover.Tools tools) {
        this.database = database;
        this.configured = configured;
        this.gate = new Gate(dependents);
        this.clock = tools.clock();
        this.audit = new RotationAudit(tools.random());
    }

    /** The endpoints from the next start on. */
    public Endpoints endpoints() {
        return database.read(h -> endpoints(h, KeyRing.provider(h)));
    }

    private Endpoints endpoints(Handle handle, DistrictId provider) {
        return configured.with(ChangedHost.all(handle, provider));
    }

    /**
     * Adds a name, after those that there are.
     *
     * @param gateway host:port; under the new name with the port of the first one if left out
     * @param https likewise
     */
    public Done add(String host, Optional<String> gateway, Optional<String> https) {
        var before = endpoints();
        if (before.names().contains(host)) {
            return Done.unchanged(host + " is a host name of this server already");
        }
        change(
                "added",
                before,
                (handle, provider, now) -> {
                    ChangedHost.forget(handle, provider, host);
                    if (!configured.names().contains(host)) {
                        ChangedHost.added(
                                        host,
                                        gateway.orElseGet(() -> beside(host, before.gateways())),
                                        https.orElseGet(() -> beside(host, before.https())))
                                .store(handle, provider, now);
                    }
                });
        return Done.changed(host + " is a host name of this server from the next start on");
    }

    private static String beside(String host, List<String> addresses) {
        if (addresses.isEmpty()) {
            throw new PkiException("give the port too: HOST:PORT");
        }
        var first = addresses.getFirst();
        return host + first.substring(Endpoints.host(first).length());
    }

    /** Takes a name away; refuses while devices know no gateway that stays. */
    public Done remove(String host, Patience patience) {
        var before = endpoints();
        if (!before.names().contains(host)
                && before.gateways().stream().map(Endpoints::host).noneMatch(host::equals)) {
            return Done.unchanged(host + " is no host name of this server");
        }
        var stay =
                before.gateways().stream()
                        .filter(gateway -> !Endpoints.host(gateway).equals(host))
                        .toList();
        if (stay.isEmpty() || before.names().equals(List.of(host))) {
            throw new PkiException(
                    host + " is the only host name of this server: add the new one first");
        }
        long leftBehind =
                database.read(handle ->
                        patience.require(
                                gate.holding(
                                        handle,
                                        Keys.districts(handle, Purpose.ISSUING),
                                        bundle -> !Collections.disjoint(bundle.gateways(), stay),
                                        patience,
                                        clock.instant()),
                                "a gateway that stays"));
        change(
                "removed",
                before,
                (handle, provider, now) -> {
                    ChangedHost.forget(handle, provider, host);
                    if (isConfigured(host)) {
                        ChangedHost.removed(host).store(handle, provider, now);
                    }
                });
        return new Done(
                true,
                host + " is no host name of this server from the next start on",
                leftBehind,
                Optional.empty(),
                List.of());
    }

    private boolean isConfigured(String host) {
        return Stream.of(
                        configured.names().stream(),
                        configured.gateways().stream().map(Endpoints::host),
                        configured.https().stream().map(Endpoints::host))
                .flatMap(Function.identity())
                .anyMatch(host::equals);
    }

    /** What is done to the database. */
    private interface Change {
        void make(Handle handle, DistrictId provider, Instant now);
    }

    private void change(String verb, Endpoints before, Change change) {
        database.change(handle -> {
            var now = clock.instant();
            var provider = KeyRing.provider(handle);
            change.make(handle, provider, now);
            audit.record(
                    handle,
                    provider,
                    verb,
                    KIND,
                    told(before),
                    told(endpoints(handle, provider)),
                    now);
            KillPoint.pass("server.pki-endpoints.before-commit");
        });
    }

    private static Map<String, Object> told(Endpoints endpoints) {
        return Map.of(
                "names", endpoints.names(),
                "gateways", endpoints.gateways(),
                "https", endpoints.https());
    }
}
