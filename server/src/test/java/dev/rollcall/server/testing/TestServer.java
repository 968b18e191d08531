package dev.rollcall.server.testing;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.access.ApiTokens;
import dev.rollcall.server.access.Grant.Effect;
import dev.rollcall.server.access.Grants;
import dev.rollcall.server.access.PasswordHash;
import dev.rollcall.server.access.People;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.access.Place;
import dev.rollcall.server.access.Role;
import dev.rollcall.server.cli.client.ClientSettings;
import dev.rollcall.server.http.TestHttp.Answer;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.pki.TestPki;
import dev.rollcall.server.server.ClockCheck;
import dev.rollcall.server.server.ConfigFile;
import dev.rollcall.server.server.Server;
import dev.rollcall.server.server.ServerConfig;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.Migrations;
import dev.rollcall.server.storage.StorageConfig;
import dev.rollcall.server.storage.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import javax.net.ssl.SSLContext;

/**
 * The real server on free ports, with two districts: lincoln, which lin administers, and adams,
 * which ada administers; boss administers the server.
 */
public final class TestServer implements AutoCloseable {

    public static final String PASSWORD = "correct horse battery";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final InstantSource CLOCK = InstantSource.system();

    private final Path folder;
    private final X509Certificate root;
    private final Map<String, String> tokens;
    private final Runnable cleanup;
    private final AtomicReference<Duration> ahead;
    private Server server;
    private HttpClient client;

    private TestServer(
            Path folder,
            X509Certificate root,
            Map<String, String> tokens,
            Runnable cleanup,
            Duration ahead) {
        this.folder = folder;
        this.root = root;
        this.tokens = tokens;
        this.cleanup = cleanup;
        this.ahead = new AtomicReference<>(ahead);
        server = serve();
        client = client(TestAgent.tls(Optional.empty(), List.of(root)));
    }

    private Server serve() {
        return Server.start(
                config(folder), TestPki.PASSPHRASE, this::now, ClockCheck.BY_RECORDS, RANDOM);
    }

    private static HttpClient client(SSLContext tls) {
        return HttpClient.newBuilder()
                .sslContext(tls)
                .connectTimeout(Duration.ofMinutes(3))
                .build();
    }

    /**
     * Stops it, does something to its database, and starts it again, also when that is refused. The
     * ports are others then, and a person believes any certificate.
     */
    public <T> T whileStopped(BiFunction<Database, ServerConfig, T> doing) {
        var config = config(folder);
        server.close();
        client.close();
        try (var database = Database.open(config.storage())) {
            return doing.apply(database, config);
        } finally {
            server = serve();
            client = client(TestTrust.everyone());
        }
    }

    public DistrictId district(String slug) {
        return whileStopped((database, config) ->
                database.read(h -> new Units(new IdSource(CLOCK, RANDOM)).district(h, slug))
                        .orElseThrow()
                        .id());
    }

    /** The certificates that it shows at the gateway. */
    public List<X509Certificate> shownChain() throws IOException {
        try (var device = RawDevice.connect(TestTrust.everyone(), server.gatewayPort())) {
            return device.serverChain();
        }
    }

    public X509Certificate shownRoot() throws IOException {
        return shownChain().getLast();
    }

    /** On H2 in a file of the folder. */
    public static TestServer start(Path folder) throws IOException {
        return start(folder, "", () -> {});
    }

    /** On an engine; a PostgreSQL database goes when the server is closed. */
    public static TestServer start(Path folder, TestDatabase engine) throws IOException {
        if (engine == TestDatabase.H2) {
            return start(folder);
        }
        return onPostgreSql(folder, engine, Optional.empty());
    }

    /** Likewise, on ports that are the same after a restart, and that its devices know. */
    public static TestServer reachable(Path folder, TestDatabase engine) throws IOException {
        var ports =
                """
                https:
                  listen: 127.0.0.1:%d
                gateway:
                  listen: 127.0.0.1:%d
                """
                        .formatted(FreePorts.next(), FreePorts.next());
        return engine == TestDatabase.H2
                ? start(folder, ports, "", () -> {})
                : onPostgreSql(folder, engine, Optional.of(ports));
    }

    private static TestServer onPostgreSql(Path folder, TestDatabase engine, Optional<String> ports)
            throws IOException {
        var fresh = engine.fresh();
        fresh.database().close();
        var storage = (StorageConfig.PostgreSql) fresh.config();
        var yaml =
                "storage:\n  kind: postgresql\n  url: \"%s\"\n  user: %s\n"
                        .formatted(storage.url(), storage.user());
        return ports.isPresent()
                ? start(folder, ports.get(), yaml, fresh.cleanup())
                : start(folder, yaml, fresh.cleanup());
    }

    private static TestServer start(Path folder, String storage, Runnable cleanup)
            throws IOException {
        return start(
                folder,
                """
                https:
                  listen: 127.0.0.1:0
                gateway:
                  listen: 127.0.0.1:0
                  public: ["127.0.0.1:1"]
                """,
                storage,
                cleanup);
    }

    private static TestServer start(Path folder, String ports, String storage, Runnable cleanup)
            throws IOException {
        Files.writeString(
                folder.resolve("rollcall.yaml"),
                "data: " + folder.resolve("data") + "\n" + ports + storage);
        var config = config(folder);
        var tokens = new HashMap<String, String>();
        X509Certificate root;
        try (var database = Database.open(config.storage())) {
            Migrations.run(database);
            var pki = new TestPki(database, folder, CLOCK);
            var founded = pki.initialize();
            var adams = pki.addDistrict("adams");
            var hash = PasswordHash.of(Secret.ofText(PASSWORD), RANDOM);
            hire(tokens, database, founded.provider(), "boss", Role.PROVIDER_ADMIN, hash);
            hire(tokens, database, founded.district(), "lin", Role.DISTRICT_ADMIN, hash);
            hire(tokens, database, adams, "ada", Role.DISTRICT_ADMIN, hash);
            root = pki.open(config.endpoints()).root();
        }
        return new TestServer(folder, root, tokens, cleanup, Duration.ZERO);
    }

    private static ServerConfig config(Path folder) {
        return ConfigFile.read(folder.resolve("rollcall.yaml"), Map.of()).server();
    }

    /** Another start on the same folder of H2, after this one was closed. */
    public TestServer again() {
        return new TestServer(folder, root, tokens, cleanup, Duration.ZERO);
    }

    /** Likewise, at the time that it was when this one was closed. */
    public TestServer later() {
        return new TestServer(folder, root, tokens, cleanup, ahead.get());
    }

    /** To which its chain leads. */
    public List<X509Certificate> roots() {
        return List.of(root);
    }

    private static void hire(
            Map<String, String> tokens,
            Database database,
            DistrictId home,
            String login,
            Role role,
            PasswordHash hash) {
        var ids = new IdSource(CLOCK, RANDOM);
        var people = new People(ids);
        var now = CLOCK.instant();
        tokens.put(
                login,
                database.write(h -> {
                    var id = people.create(h, home, login, login, hash, now);
                    var person = people.find(h, home, id).orElseThrow();
                    new Grants(ids)
                            .give(
                                    h,
                                    person,
                                    new Place(home, Unit.root(home)),
                                    role,
                                    Effect.ALLOW,
                                    now,
                                    Optional.empty());
                    return new ApiTokens(ids, RANDOM)
                            .make(
                                    h,
                                    person,
                                    "token of " + login,
                                    EnumSet.allOf(Permission.class),
                                    Duration.ofHours(12),
                                    now)
                            .token();
                }));
    }

    /** By the server's clock. */
    public Instant now() {
        return CLOCK.instant().plus(ahead.get());
    }

    /** Lets time pass for the server. */
    public void forward(Duration by) {
        ahead.updateAndGet(before -> before.plus(by));
    }

    /** Somebody that an administrator lets in, and who signs in. @return their id */
    public String person(String district, String admin, String login) {
        var made =
                send(
                        "POST",
                        "/api/v1/districts/" + district + "/people",
                        admin,
                        "{\"login\":\"%s\",\"displayName\":\"%s\",\"password\":\"%s\"}"
                                .formatted(login, login, PASSWORD));
        var signedIn =
                send(
                        "POST",
                        "/api/v1/sign-in",
                        "",
                        "{\"login\":\"%s\",\"password\":\"%s\"}".formatted(login, PASSWORD));
        tokens.put(login, signedIn.json().path("token").stringValue());
        return made.json().path("id").stringValue();
    }

    /** A device of a district that joined and checked in once. */
    public TestAgent enroll(String district, String admin, String hostname) {
        var made = send("POST", "/api/v1/districts/" + district + "/tokens", admin, "{}").json();
        var agent =
                TestAgent.enroll(
                        hostname,
                        server.httpsPort(),
                        made.path("secret").stringValue(),
                        made.path("caFingerprint").stringValue(),
                        state(hostname));
        agent.checkIn(server.gatewayPort(), List.of());
        return agent;
    }

    /** Where a device that {@link #enroll enrolled} keeps its state. */
    public Path state(String hostname) {
        return folder.resolve("agent-" + hostname);
    }

    /** Somebody who was made since; from now on what is sent under this login is theirs. */
    public void signIn(String login) {
        var said = "{\"login\":\"%s\",\"password\":\"%s\"}".formatted(login, PASSWORD);
        var answer = send("POST", "/api/v1/sign-in", "", said);
        tokens.put(login, answer.json().path("token").stringValue());
    }

    /** A folder of this name, for a device. */
    public Path folder(String name) {
        return folder.resolve("device-" + name);
    }

    /** Signs somebody in on the command line of a person whose home this is. */
    public void signIn(String login, Path home, String district) {
        new ClientSettings(
                        URI.create("https://localhost:" + server.httpsPort() + "/"),
                        Digest.of(encoded(root)),
                        Objects.requireNonNull(tokens.get(login)),
                        Optional.empty(),
                        login,
                        Optional.of(district))
                .save(home.resolve(".config/rollcall/client.json"));
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    public int httpsPort() {
        return server.httpsPort();
    }

    public int gatewayPort() {
        return server.gatewayPort();
    }

    public Answer get(String path, String who) {
        return send("GET", path, who, "");
    }

    /**
     * Asks.
     *
     * @param who login of somebody hired at the beginning; empty for nobody
     */
    public Answer send(String method, String path, String who, String body) {
        return new Answer(exchange(request(method, path, who, body), BodyHandlers.ofString()));
    }

    /** Posts, and writes what comes back to a file. */
    public void download(String path, String who, Path file) {
        var answer = exchange(request("POST", path, who, ""), BodyHandlers.ofFile(file));
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + " " + answer.statusCode());
        }
    }

    private HttpRequest request(String method, String path, String who, String body) {
        var request =
                HttpRequest.newBuilder(URI.create("https://localhost:" + server.httpsPort() + path))
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body))
                        .timeout(Duration.ofMinutes(3));
        if (!who.isEmpty()) {
            request.header("Authorization", "Bearer " + tokens.get(who));
        }
        return request.build();
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> body) {
        try {
            return client.send(request, body);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        var wrong = server.checkSearch();
        server.close();
        if (!wrong.isEmpty()) {
            throw new AssertionError("searches are wrong about devices " + wrong);
        }
        cleanup.run();
    }
}
