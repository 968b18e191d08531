package dev.rollcall.server.server;

import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.gateway.GatewayConfig;
import dev.rollcall.server.http.HttpConfig;
import dev.rollcall.server.pki.Endpoints;
import dev.rollcall.server.pki.key.TokenAccess;
import dev.rollcall.server.storage.StorageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Turns a configuration file into a {@link ConfigFile}, or says everything that is wrong. */
final class ConfigReader {

    private static final Set<PosixFilePermission> OWNERS =
            PosixFilePermissions.fromString("rwx------");

    private final ConfigTree tree;
    private final Map<String, String> environment;
    private final List<String> problems;

    private ConfigReader(ConfigTree tree, Map<String, String> environment, List<String> problems) {
        this.tree = tree;
        this.environment = environment;
        this.problems = problems;
    }

    static ConfigFile read(String yaml, Map<String, String> environment) {
        var problems = new ArrayList<String>();
        var tree = ConfigTree.read(yaml, problems);
        var config = new ConfigReader(tree, environment, problems).read();
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return config.orElseThrow();
    }

    /** Reads on after a mistake, so that all of them are told at once. */
    private Optional<ConfigFile> read() {
        var passphrase =
                environment("ROLLCALL_PASSPHRASE")
                        .or(() -> environmentFile("ROLLCALL_PASSPHRASE_FILE"))
                        .or(() -> file(ConfigKey.PASSPHRASE_FILE));
        var data = value(ConfigKey.DATA, Path::of);
        var storage = data.flatMap(this::storage);
        var listen = value(ConfigKey.HTTPS_LISTEN, HostPort::parse);
        var idle = value(ConfigKey.HTTPS_IDLE, ConfigValues::positiveDuration);
        var heartbeat = value(ConfigKey.AGENTS_HEARTBEAT, ConfigValues::heartbeat);
        var gateway = heartbeat.flatMap(this::gateway);
        var endpoints = endpoints();
        var checkIn = value(ConfigKey.AGENTS_CHECK_IN, ConfigValues::positiveDuration);
        var nudges = value(ConfigKey.GATEWAY_NUDGES, ConfigValues::count);
        var inventoryFloor = value(ConfigKey.FREE_INVENTORY, ConfigValues::size);
        var outcomesFloor = value(ConfigKey.FREE_ALL, ConfigValues::size);
        var metricsReaders = value(ConfigKey.METRICS_READERS, ConfigValues::metricsReaders);
        var token = token();
        if (inventoryFloor.orElse(0L) < outcomesFloor.orElse(0L)) {
            problems.add(
                    ConfigKey.FREE_ALL.path()
                            + ": inventory is refused first, so this is at most "
                            + ConfigKey.FREE_INVENTORY.path());
        }
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        var https = listen.orElseThrow();
        var server =
                new ServerConfig(
                        data.orElseThrow(),
                        storage.orElseThrow(),
                        new HttpConfig(https.address(), https.port(), idle.orElseThrow()),
                        gateway.orElseThrow(),
                        endpoints.orElseThrow(),
                        checkIn.orElseThrow(),
                        nudges.orElseThrow(),
                        inventoryFloor.orElseThrow(),
                        outcomesFloor.orElseThrow(),
                        metricsReaders.orElseThrow(),
                        token);
        return Optional.of(new ConfigFile(server, passphrase));
    }

    /** All three keys, or none. */
    private Optional<TokenAccess> token() {
        var keys =
                List.of(ConfigKey.TOKEN_LIBRARY, ConfigKey.TOKEN_LABEL, ConfigKey.TOKEN_PIN_FILE);
        var given = keys.stream().filter(tree.values()::containsKey).toList();
        if (given.isEmpty()) {
            return Optional.empty();
        }
        keys.stream()
                .filter(key -> !given.contains(key))
                .forEach(key ->
                        problems.add(key.path() + ": is needed beside " + given.getFirst().path()));
        var library = optional(ConfigKey.TOKEN_LIBRARY, TokenAccess::library);
        var label = optional(ConfigKey.TOKEN_LABEL, TokenAccess::label);
        var pinFile = optional(ConfigKey.TOKEN_PIN_FILE, Path::of);
        pinFile.ifPresent(file -> requireOwnersOnly(ConfigKey.TOKEN_PIN_FILE, file));
        var pin = pinFile.flatMap(file -> secret(ConfigKey.TOKEN_PIN_FILE.path(), file));
        return library.isPresent() && label.isPresent() && pin.isPresent()
                ? Optional.of(
                        new TokenAccess(
                                library.get(), label.get(), pinFile.orElseThrow(), pin.get()))
                : Optional.empty();
    }

    private void requireOwnersOnly(ConfigKey key, Path file) {
        try {
            if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
                problems.add(
                        key.path()
                                + ": others than its owner may read or write "
                                + file
                                + ": chmod 600 "
                                + file);
            }
        } catch (IOException e) {
            // told where it is read
        }
    }

    private Optional<StorageConfig> storage(Path data) {
        var password =
                environment("ROLLCALL_STORAGE_PASSWORD")
                        .or(() -> file(ConfigKey.STORAGE_PASSWORD_FILE));
        var url = value(ConfigKey.STORAGE_URL, ConfigValues::postgresUrl);
        var user = value(ConfigKey.STORAGE_USER, Function.identity());
        return value(
                ConfigKey.STORAGE_KIND,
                kind ->
                        switch (kind) {
                            case "h2" -> new StorageConfig.H2File(data.resolve("rollcall"));
                            case "postgresql" ->
                                    new StorageConfig.PostgreSql(
                                            url.orElse(""), user.orElse(""), password);
                            default ->
                                    throw new IllegalArgumentException("h2 or postgresql expected");
                        });
    }

    private Optional<Endpoints> endpoints() {
        var names = list(ConfigKey.HTTPS_NAMES, ConfigValues::name);
        var https = list(ConfigKey.HTTPS_PUBLIC, HostPort::parse);
        var gateways = list(ConfigKey.GATEWAY_PUBLIC, HostPort::parse);
        var minimum = value(ConfigKey.AGENTS_MINIMUM, ConfigValues::version);
        if (names.isEmpty() || minimum.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Endpoints(
                        names,
                        reached(gateways, names.getFirst(), ConfigKey.GATEWAY_LISTEN),
                        reached(https, names.getFirst(), ConfigKey.HTTPS_LISTEN),
                        minimum.get()));
    }

    /** What was given, or else the first name with the port that is listened on. */
    private List<String> reached(List<HostPort> given, String name, ConfigKey listen) {
        var host = name.contains(":") ? "[" + name + "]" : name;
        var found =
                given.isEmpty()
                        ? value(listen, HostPort::parse).stream()
                                .map(address -> new HostPort(host, address.port()))
                                .toList()
                        : given;
        return found.stream().map(HostPort::toString).toList();
    }

    private Optional<GatewayConfig> gateway(Duration heartbeat) {
        var listen = value(ConfigKey.GATEWAY_LISTEN, HostPort::parse);
        var loops = value(ConfigKey.GATEWAY_LOOPS, ConfigValues::countOrZero);
        var connections = value(ConfigKey.GATEWAY_CONNECTIONS, ConfigValues::count);
        var accepts = value(ConfigKey.GATEWAY_ACCEPTS, ConfigValues::count);
        var handshake = value(ConfigKey.GATEWAY_HANDSHAKE, ConfigValues::positiveDuration);
        var first = value(ConfigKey.GATEWAY_FIRST_MESSAGE, ConfigValues::positiveDuration);
        var frame = value(ConfigKey.GATEWAY_FRAME, ConfigValues::positiveDuration);
        var closes = value(ConfigKey.GATEWAY_CLOSES, ConfigValues::count);
        var drain = value(ConfigKey.GATEWAY_DRAIN, ConfigValues::duration);
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new GatewayConfig(
                        listen.orElseThrow().address(),
                        listen.orElseThrow().port(),
                        loops.orElseThrow(),
                        connections.orElseThrow(),
                        accepts.orElseThrow(),
                        handshake.orElseThrow(),
                        first.orElseThrow(),
                        frame.orElseThrow(),
                        heartbeat,
                        closes.orElseThrow(),
                        drain.orElseThrow()));
    }

    private <T> Optional<T> value(ConfigKey key, Function<String, T> parse) {
        var given = tree.values().getOrDefault(key, List.of(key.standard()));
        if (given.size() != 1) {
            problems.add(key.path() + ": one value is expected");
            return Optional.empty();
        }
        return parsed(key, given.getFirst(), parse);
    }

    private <T> Optional<T> optional(ConfigKey key, Function<String, T> parse) {
        return tree.values().containsKey(key) ? value(key, parse) : Optional.empty();
    }

    private <T> List<T> list(ConfigKey key, Function<String, T> parse) {
        var standard =
                Arrays.stream(key.standard().split(","))
                        .map(String::strip)
                        .filter(text -> !text.isEmpty())
                        .toList();
        return tree.values().getOrDefault(key, standard).stream()
                .flatMap(text -> parsed(key, text, parse).stream())
                .toList();
    }

    private <T> Optional<T> parsed(ConfigKey key, String text, Function<String, T> parse) {
        try {
            return Optional.of(parse.apply(text.strip()));
        } catch (IllegalArgumentException e) {
            var problem = key.path() + ": " + e.getMessage() + ", not \"" + text + "\"";
            if (!problems.contains(problem)) {
                problems.add(problem);
            }
            return Optional.empty();
        }
    }

    private Optional<Secret> environment(String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(text -> !text.isEmpty())
                .map(Secret::ofText);
    }

    private Optional<Secret> environmentFile(String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(text -> !text.isEmpty())
                .flatMap(file -> secret(name, Path.of(file)));
    }

    private Optional<Secret> file(ConfigKey key) {
        return optional(key, Path::of).flatMap(file -> secret(key.path(), file));
    }

    /** The file's text without the end of its line. */
    private Optional<Secret> secret(String where, Path file) {
        try {
            var text = Files.readString(file).stripTrailing();
            if (text.isEmpty()) {
                problems.add(where + ": the file " + file + " is empty");
                return Optional.empty();
            }
            return Optional.of(Secret.ofText(text));
        } catch (IOException e) {
            problems.add(where + ": the file " + file + " cannot be read");
            return Optional.empty();
        }
    }
}
