package dev.rollcall.server.server;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.access.ApiTokenRoutes;
import dev.rollcall.server.access.ApiTokens;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Callers;
import dev.rollcall.server.access.GrantRoutes;
import dev.rollcall.server.access.Grants;
import dev.rollcall.server.access.People;
import dev.rollcall.server.access.PeopleRoutes;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.access.SignIn;
import dev.rollcall.server.access.SignInRoutes;
import dev.rollcall.server.api.DeviceRoutes;
import dev.rollcall.server.api.DeviceViews;
import dev.rollcall.server.api.ExportRoutes;
import dev.rollcall.server.api.HistoryRoutes;
import dev.rollcall.server.api.SchemaRoutes;
import dev.rollcall.server.api.SoftwareRoutes;
import dev.rollcall.server.api.StatusRoutes;
import dev.rollcall.server.api.VolatileRoutes;
import dev.rollcall.server.api.VulnerableDevice;
import dev.rollcall.server.attestation.AttestationRoutes;
import dev.rollcall.server.attestation.Attestations;
import dev.rollcall.server.attestation.RootRoutes;
import dev.rollcall.server.attestation.Roots;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.audit.AuditRoutes;
import dev.rollcall.server.audit.AuditSeals;
import dev.rollcall.server.backup.Backups;
import dev.rollcall.server.checkin.CheckInMeters;
import dev.rollcall.server.checkin.CheckIns;
import dev.rollcall.server.checkin.Doors;
import dev.rollcall.server.checkin.FreeSpace;
import dev.rollcall.server.checkin.MinimumVersion;
import dev.rollcall.server.clone.CloneCases;
import dev.rollcall.server.clone.CloneRoutes;
import dev.rollcall.server.clone.CloneWatch;
import dev.rollcall.server.custody.AccountingRoutes;
import dev.rollcall.server.custody.AssetImportRoutes;
import dev.rollcall.server.custody.AssetRoutes;
import dev.rollcall.server.custody.Assets;
import dev.rollcall.server.custody.CarriedCustody;
import dev.rollcall.server.custody.Custody;
import dev.rollcall.server.custody.PermitRoutes;
import dev.rollcall.server.custody.Permits;
import dev.rollcall.server.device.Boots;
import dev.rollcall.server.device.CarriedPresence;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.device.MergedRecords;
import dev.rollcall.server.device.Presences;
import dev.rollcall.server.device.Retirements;
import dev.rollcall.server.device.query.DeviceSelection;
import dev.rollcall.server.device.query.FleetIndex;
import dev.rollcall.server.device.query.Freshness;
import dev.rollcall.server.device.query.InForce;
import dev.rollcall.server.device.query.QueryContexts;
import dev.rollcall.server.enrollment.DepartureRoutes;
import dev.rollcall.server.enrollment.Departures;
import dev.rollcall.server.enrollment.Enrollments;
import dev.rollcall.server.enrollment.EstReenrollment;
import dev.rollcall.server.enrollment.EstRoutes;
import dev.rollcall.server.enrollment.Identities;
import dev.rollcall.server.enrollment.IdentityCheck.Verdict;
import dev.rollcall.server.enrollment.KeyClaims;
import dev.rollcall.server.enrollment.MergeRoutes;
import dev.rollcall.server.enrollment.Merges;
import dev.rollcall.server.enrollment.Renewals;
import dev.rollcall.server.enrollment.Returns;
import dev.rollcall.server.enrollment.ReviewRoutes;
import dev.rollcall.server.enrollment.Reviews;
import dev.rollcall.server.enrollment.Separation;
import dev.rollcall.server.enrollment.Suggestions;
import dev.rollcall.server.enrollment.TokenRoutes;
import dev.rollcall.server.enrollment.Tokens;
import dev.rollcall.server.enrollment.Transfers;
import dev.rollcall.server.enrollment.TrustRoutes;
import dev.rollcall.server.export.Exports;
import dev.rollcall.server.export.PoliciesInForce;
import dev.rollcall.server.gateway.Gateway;
import dev.rollcall.server.gateway.GatewayRooms;
import dev.rollcall.server.gateway.Identified;
import dev.rollcall.server.gateway.Sessions;
import dev.rollcall.server.gateway.guard.GatewayTls;
import dev.rollcall.server.http.HttpServer;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.inventory.Bodies;
import dev.rollcall.server.inventory.CarriedInventory;
import dev.rollcall.server.inventory.Deliveries;
import dev.rollcall.server.inventory.Inventories;
import dev.rollcall.server.inventory.InventoryIntake;
import dev.rollcall.server.inventory.PastSections;
import dev.rollcall.server.inventory.StoredContents;
import dev.rollcall.server.inventory.Sweep;
import dev.rollcall.server.inventory.VolatileSeries;
import dev.rollcall.server.inventory.history.History;
import dev.rollcall.server.inventory.software.SoftwareCatalog;
import dev.rollcall.server.job.JobOrders;
import dev.rollcall.server.job.JobRoutes;
import dev.rollcall.server.job.Jobs;
import dev.rollcall.server.job.QueryTargets;
import dev.rollcall.server.job.RunExpiry;
import dev.rollcall.server.job.RunOutputs;
import dev.rollcall.server.job.Runs;
import dev.rollcall.server.job.UrgentJobs;
import dev.rollcall.server.org.OrgRoutes;
import dev.rollcall.server.org.Organizations;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.pki.AuditSealing;
import dev.rollcall.server.pki.Authorities;
import dev.rollcall.server.pki.DeviceTrust;
import dev.rollcall.server.pki.HeldBundles;
import dev.rollcall.server.pki.RevocationRoutes;
import dev.rollcall.server.pki.key.KeyToken;
import dev.rollcall.server.pki.key.TokenKeys;
import dev.rollcall.server.policy.CarriedResults;
import dev.rollcall.server.policy.Policies;
import dev.rollcall.server.policy.PolicyList;
import dev.rollcall.server.policy.PolicyRoutes;
import dev.rollcall.server.rule.RuleRoutes;
import dev.rollcall.server.storage.AfterCommit;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.Installation;
import dev.rollcall.server.storage.Migrations;
import dev.rollcall.server.vulnerability.Findings;
import dev.rollcall.server.vulnerability.MatchWork;
import dev.rollcall.server.vulnerability.VulnerabilityImportRoutes;
import dev.rollcall.server.vulnerability.VulnerabilityRoutes;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** A running server: every room, wired, from {@link #start} to {@link #close}. */
public final class Server implements AutoCloseable {

    private static final String VERSION = "0.1.0";
    private static final String DATABASE_FILE = "rollcall.mv.db";
    private static final Duration WRITER_PATIENCE = Duration.ofSeconds(30);

    private final Closer closer;
    private final HttpServer http;
    private final Gateway gateway;
    private final FleetIndex fleet;

    private Server(Closer closer, HttpServer http, Gateway gateway, FleetIndex fleet) {
        this.closer = closer;
        this.http = http;
        this.gateway = gateway;
        this.fleet = fleet;
    }

    /**
     * Starts an initialized server; both ports are open when it returns.
     *
     * @param passphrase that the server's keys are encrypted under
     * @param check of the clock, before anything is done with it
     * @param random unpredictable
     */
    public static Server start(
            ServerConfig config,
            Secret passphrase,
            InstantSource clock,
            ClockCheck check,
            SecureRandom random) {
        var closer = new Closer();
        try {
            // as databases keep instants: what was stored equals what it was stored from
            InstantSource micros = () -> clock.instant().truncatedTo(ChronoUnit.MICROS);
            return start(config, passphrase, micros, check, random, closer);
        } catch (Throwable failure) {
            // nothing half-started survives
            closer.close();
            throw failure;
        }
    }

    private static Server start(
            ServerConfig config,
            Secret passphrase,
            InstantSource clock,
            ClockCheck check,
            SecureRandom random,
            Closer closer) {
        var ids = new IdSource(clock, random);
        var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        var database = closer.add(Database.open(config.storage(), new StorageMeters(meters)));
        Migrations.run(database);
        check.check(database, clock.instant());

        var token = config.token().map(access -> KeyToken.open(access, config.data(), random));
        token.ifPresent(closer::add);
        var authorities =
                Authorities.open(database, passphrase, token, config.endpoints(), clock, random);
        var held = new HeldBundles(authorities);
        var sealing = AuditSealing.open(config.data(), passphrase);
        var audit = new AuditLog(random);
        var seals = new AuditSeals(sealing);

        var units = new Units(ids);
        var organizations = new Organizations(units);
        var people = new People(ids);
        var grants = new Grants(ids);
        var apiTokens = new ApiTokens(ids, random);
        var callers = new Callers(database, people, grants, apiTokens, organizations, clock);
        var signIn = new SignIn(database, people, apiTokens, audit, clock, random);

        var sessions = new Sessions(config.nudgesPerSecond());
        var orders = new JobOrders();
        var runs = new Runs(orders);
        var devices = new Devices(ids);
        var presences = new Presences(database.read(Installation::epoch).orElse(0L));
        var tokens = new Tokens(ids, random);
        var retirements = new Retirements();
        var departures =
                new Departures(
                        database, authorities, retirements, audit, runs::voidFor, sessions::end);
        var merged = new MergedRecords();
        var assets = new Assets(ids);
        var permits = new Permits(ids);
        var jobs = new Jobs(ids, authorities::sign, orders);
        var urgent = new UrgentJobs(jobs);
        var custody =
                new Custody(
                        assets,
                        permits,
                        retirements,
                        new Suggestions(audit),
                        audit,
                        (handle, district, unit, above) ->
                                units.tree(handle, district).subtreeIds(above).contains(unit),
                        sessions::connected);
        var enrollments =
                new Enrollments(
                        database,
                        tokens,
                        devices,
                        authorities,
                        audit,
                        ids,
                        departures,
                        urgent::follow,
                        custody);
        var identities = new Identities(database, authorities, clock);

        var work = closer.add(Executors.newVirtualThreadPerTaskExecutor());
        var bodies = new Bodies();
        var merges =
                new Merges(
                        devices,
                        retirements,
                        presences,
                        merged,
                        departures,
                        List.of(
                                new CarriedPresence(),
                                new CarriedInventory(bodies, devices),
                                new CarriedResults(),
                                new CarriedCustody(assets, permits)),
                        audit,
                        sessions::reconnect);
        var reviews = new Reviews(tokens, audit, custody, merges);
        var intake =
                new InventoryIntake(
                        bodies,
                        (handle, district, device, description, assetTag) -> {
                            devices.describe(handle, district, device, description);
                            custody.saw(
                                    handle,
                                    district,
                                    device,
                                    description,
                                    assetTag,
                                    clock.instant());
                        });
        var series = new VolatileSeries();
        var deliveries = new Deliveries(database, intake, series, work);
        var outputs = new RunOutputs();
        var policies = new Policies(ids, units, authorities::sign, clock);
        var policyList = new PolicyList(units);
        var expiry = new RunExpiry();
        var contents = new StoredContents(bodies);
        var fleet = closer.add(FleetIndex.start(database, contents));
        var selection =
                new DeviceSelection(
                        new QueryContexts(
                                units, (handle, district) -> inForce(policyList, handle, district)),
                        fleet);

        var renewals = new Renewals(database, authorities, audit, work);
        var cloneCases = new CloneCases(presences, audit);
        var cloneWatch = new CloneWatch(new Boots(), cloneCases);
        var separation =
                new Separation(
                        database,
                        enrollments,
                        authorities,
                        cloneCases,
                        urgent::follow,
                        units::returnGrace,
                        audit);
        var returns =
                new Returns(database, authorities, renewals, units::returnGrace, presences, random);
        var space =
                new FreeSpace(
                        config.data().toFile()::getUsableSpace,
                        config.inventoryFloor(),
                        config.outcomesFloor(),
                        clock);
        var checkIns =
                new CheckIns(
                        database,
                        presences,
                        deliveries,
                        new Doors(
                                runs::forgotten,
                                runs::acknowledge,
                                runs::begin,
                                runs::finish,
                                (handle, to, most, now) ->
                                        work(
                                                runs.work(
                                                        handle,
                                                        to,
                                                        most.least(),
                                                        most.orders(),
                                                        most.cancelled(),
                                                        now)),
                                (handle, from, output, now) -> outputs.store(handle, from, output),
                                policies::offerFor,
                                policies::report,
                                renewals::renew,
                                (handle, to, bundle, now) -> {
                                    held.heard(handle, to.district(), to.enrollment(), bundle, now);
                                    return authorities.offerTrust(to.district(), bundle);
                                },
                                cloneWatch::shared,
                                Enrollments::isCurrent,
                                new KeyClaims(audit)::claimed),
                        new MinimumVersion(config.endpoints().minimumAgent()),
                        space,
                        new CheckIns.Pace(
                                config.checkInEvery(), config.gateway().heartbeat(), clock, random),
                        new CheckInMeters(meters));
        var roomMeters = new RoomMeters(meters);
        roomMeters.enrollment(enrollments, renewals, returns);
        roomMeters.inventory(intake, deliveries);
        roomMeters.runs(runs, outputs);
        roomMeters.policies(policies);
        roomMeters.space(space);

        var inventories = new Inventories(bodies);
        var matching = new MatchWork(database, listed(inventories));
        var findings = matching.findings();

        var routes = new ArrayList<Routes>();
        var expiries =
                new KeyExpiries(
                        authorities.expiries(),
                        database.read(units::districts).stream()
                                .collect(Collectors.toMap(each -> each.id(), each -> each.slug())),
                        clock);
        expiries.measure(meters);
        expiries.log();
        routes.add(
                new HealthRoutes(
                        database, space::isForOutcomesOnly, WRITER_PATIENCE, expiries::warnings));
        routes.add(new PkiRoutes(database, units));
        routes.add(new MetricsRoutes(meters, config.metricsReaders()));
        routes.add(new SignInRoutes(signIn));
        routes.add(new PeopleRoutes(database, people, grants, apiTokens, audit, random));
        routes.add(new GrantRoutes(database, people, grants, audit));
        routes.add(new ApiTokenRoutes(database, people, apiTokens, audit));
        routes.add(
                new PolicyRoutes(
                        database, policies, policyList, devices, audit, sessions::nudgeDevices));
        routes.add(
                new JobRoutes(
                        database,
                        jobs,
                        outputs,
                        new QueryTargets(selection, clock),
                        audit,
                        sessions::nudge));
        routes.add(
                new SoftwareRoutes(
                        database, new SoftwareCatalog(database, fleet, contents), units));
        routes.add(new SchemaRoutes());
        routes.add(new HistoryRoutes(database, new History(bodies), devices, units));
        routes.add(new VolatileRoutes(database, series, devices));
        routes.add(new RuleRoutes(database, inventories, series, devices));
        routes.add(
                new DeviceRoutes(
                        database,
                        selection,
                        new DeviceViews(
                                devices,
                                units,
                                presences,
                                enrollments::of,
                                retirements,
                                merged,
                                inventories,
                                series,
                                bodies,
                                vulnerable(findings)),
                        devices,
                        units,
                        audit,
                        (district, device) ->
                                sessions.nudgeDevices(district, List.of(device), "policy")));
        routes.add(
                new ExportRoutes(
                        database,
                        new Exports(database, units, bodies, selection, inForce(policyList)),
                        units,
                        audit));
        routes.add(
                new StatusRoutes(
                        database,
                        units,
                        audit,
                        new Backups(
                                database,
                                config.data(),
                                DATABASE_FILE,
                                VERSION,
                                clock,
                                TokenKeys::names),
                        new StatusRoutes.Running(
                                VERSION,
                                clock.instant(),
                                sessions::count,
                                space::usable,
                                () -> space.room().word())));
        routes.add(
                new OrgRoutes(
                        database,
                        units,
                        audit,
                        (handle, district, move) -> {
                            var changed = policies.changedBy(handle, district, move);
                            AfterCommit.run(
                                    handle,
                                    () -> sessions.nudgeDevices(district, changed, "policy"));
                        }));
        routes.add(
                new AuditRoutes(database, audit, sealing.publicKey(), Server::admitToAudit, clock));
        routes.add(
                new EstRoutes(
                        enrollments,
                        new EstReenrollment(renewals, returns, separation, identities, clock),
                        authorities,
                        clock));
        var tpmRoots = new Roots(audit);
        routes.add(new RootRoutes(database, tpmRoots));
        routes.add(
                new AttestationRoutes(
                        new Attestations(
                                database,
                                enrollments,
                                identities,
                                tpmRoots,
                                new Suggestions(audit),
                                audit,
                                random),
                        clock));
        routes.add(new TrustRoutes(identities, authorities));
        routes.add(new RevocationRoutes(authorities, database, clock));
        routes.add(
                new TokenRoutes(
                        database,
                        tokens,
                        audit,
                        assets::listed,
                        () -> authorities.rootFingerprint().hex()));
        routes.add(new CloneRoutes(database, cloneCases, devices, presences, audit));
        routes.add(
                new DepartureRoutes(
                        database,
                        devices,
                        retirements,
                        departures,
                        new Transfers(database, departures, tokens, audit),
                        () -> authorities.rootFingerprint().hex()));
        routes.add(new MergeRoutes(database, devices, merges));
        routes.add(new ReviewRoutes(database, reviews, devices, retirements));
        routes.add(new PermitRoutes(database, permits, devices, selection, audit));
        routes.add(new AccountingRoutes(database));
        routes.add(new AssetImportRoutes(database, assets, audit));
        routes.add(new AssetRoutes(database, assets, devices, audit));

        routes.add(
                new VulnerabilityRoutes(
                        database,
                        findings,
                        (handle, district, unit) -> units.tree(handle, district).subtreeIds(unit)));
        routes.add(new VulnerabilityImportRoutes(database, matching, audit, ids::next));

        closer.add(
                Ticker.start(
                        "vulnerability-match",
                        Duration.ofSeconds(10),
                        () -> matching.step(clock.instant(), Duration.ofSeconds(5))));
        closer.add(
                Ticker.start(
                        "audit-seal",
                        Duration.ofSeconds(5),
                        () -> database.write(h -> seals.sealAll(h, clock.instant()))));
        closer.add(
                Ticker.start(
                        "run-expiry",
                        Duration.ofSeconds(30),
                        () -> expiry.catchUp(database, clock.instant())));
        closer.add(Ticker.start("pki-expiry", Duration.ofDays(1), expiries::log));
        closer.add(Ticker.start("search-check", Duration.ofHours(24), fleet::check));
        var past = new PastSections(database, units::history);
        var sweep = new Sweep(database, bodies);
        closer.add(
                Ticker.start(
                        "inventory-sweep",
                        Duration.ofHours(6),
                        () -> {
                            var now = clock.instant();
                            database.write(h -> series.forget(h, now));
                            database.read(units::districts)
                                    .forEach(district -> {
                                        past.step(district.id(), now);
                                        sweep.step(district.id(), now);
                                    });
                        }));
        var http =
                closer.add(
                        HttpServer.start(
                                config.http(),
                                authorities.tls(),
                                callers,
                                ids,
                                new ServerMeters(meters, database),
                                space::isForOutcomesOnly,
                                routes));
        var gateway =
                closer.add(
                        Gateway.start(
                                config.gateway(),
                                new GatewayTls(
                                        authorities.tls().key(),
                                        authorities.tls().chain(),
                                        new DeviceTrust(authorities::deviceCertificates)),
                                new GatewayRooms(
                                        leaf ->
                                                CompletableFuture.supplyAsync(
                                                        () ->
                                                                identified(
                                                                        identities.judge(leaf),
                                                                        leaf,
                                                                        held),
                                                        work),
                                        checkIns::answer,
                                        checkIns::ended,
                                        clock),
                                sessions,
                                meters,
                                random));
        return new Server(closer, http, gateway, fleet);
    }

    /** The policy room and the query room each have their own word for it. */
    private static PoliciesInForce inForce(PolicyList policies) {
        return (handle, district, at) ->
                policies.at(handle, district, at).entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        unit ->
                                                new PoliciesInForce.Settings(
                                                        unit.getValue().hash(),
                                                        Set.copyOf(unit.getValue().keys()))));
    }

    private static List<InForce> inForce(PolicyList policies, Handle handle, DistrictId district) {
        return policies.inForce(handle, district).stream()
                .map(each -> new InForce(each.hash(), each.settings(), each.units()))
                .toList();
    }

    private static DeviceViews.Vulnerabilities vulnerable(Findings findings) {
        return (handle, district, device, now) ->
                findings.of(handle, district, device, now)
                        .map(found ->
                                new VulnerableDevice(
                                        found.ecosystem(),
                                        found.word(found.worst()),
                                        found.word(found.worstFixable()),
                                        found.fixableGrave(),
                                        !found.whole(),
                                        found.newest(),
                                        found.old(),
                                        found.collectedAt(),
                                        !Freshness.counts(found.collectedAt(), now)));
    }

    private static MatchWork.Packages listed(Inventories inventories) {
        return (handle, district, list) -> {
            var listed = inventories.packages(handle, district, list);
            return new MatchWork.Listed(listed.packages(), listed.whole());
        };
    }

    private static Doors.Work work(Runs.Work work) {
        return new Doors.Work(work.orders(), work.cancelled());
    }

    private static Identified identified(Verdict verdict, X509Certificate leaf, HeldBundles held) {
        return switch (verdict) {
            case Verdict.Welcome(var device) -> {
                held.shown(device.enrollment(), leaf);
                yield new Identified.Known(device);
            }
            case Verdict.Unwelcome(var why) -> new Identified.Unwelcome(why);
        };
    }

    private static AuditRoutes.Admitted admitToAudit(Request request, AuditRoutes.Use use) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        caller.require(
                switch (use) {
                    case READ -> Permission.AUDIT_VIEW;
                    case ERASE -> Permission.AUDIT_ERASE;
                },
                district);
        return new AuditRoutes.Admitted(caller.actor(), district);
    }

    public int httpsPort() {
        return http.port();
    }

    public int gatewayPort() {
        return gateway.port();
    }

    /** Devices about which searches are answered wrongly from memory; there are none. */
    public List<DeviceId> checkSearch() {
        return fleet.check();
    }

    /** Stops accepting, drains the sessions, and finishes what was promised. */
    @Override
    public void close() {
        closer.close();
    }
}
