package dev.rollcall.server.server;

import java.util.Arrays;
import java.util.Optional;

/** Every key of the configuration file, with its default and what it means. */
enum ConfigKey {
    DATA("data", "/var/lib/rollcall", "folder for keys, the embedded database and files"),
    PASSPHRASE_FILE(
            "passphrase-file",
            "",
            "file with the passphrase that opens the server's keys; the environment variables"
                    + " ROLLCALL_PASSPHRASE and ROLLCALL_PASSPHRASE_FILE come first"),

    STORAGE_KIND("storage.kind", "h2", "`h2`, embedded in the data folder, or `postgresql`"),
    STORAGE_URL(
            "storage.url",
            "jdbc:postgresql://localhost/rollcall",
            "the PostgreSQL database, where it is used"),
    STORAGE_USER("storage.user", "rollcall", "the PostgreSQL user"),
    STORAGE_PASSWORD_FILE(
            "storage.password-file",
            "",
            "file with the PostgreSQL password; the environment variable"
                    + " ROLLCALL_STORAGE_PASSWORD comes first"),

    HTTPS_LISTEN(
            "https.listen",
            "0.0.0.0:8443",
            "where the API and enrollment listen; port 0 takes any free one"),
    HTTPS_NAMES(
            "https.names",
            "localhost, 127.0.0.1",
            "names and addresses of the server, for its certificate; the first one is its name"),
    HTTPS_PUBLIC(
            "https.public",
            "",
            "HOST:PORT under which agents reach the HTTPS port; empty for the first name and the"
                    + " port of `https.listen`"),
    HTTPS_IDLE(
            "https.idle",
            "60s",
            "after which a silent HTTPS connection is closed, and one whose request is not whole by"
                    + " then"),

    GATEWAY_LISTEN(
            "gateway.listen",
            "0.0.0.0:8444",
            "where the device gateway listens; port 0 takes any free one"),
    GATEWAY_PUBLIC(
            "gateway.public",
            "",
            "list of HOST:PORT under which agents reach the gateway, best first; empty for the first"
                    + " name and the port of `gateway.listen`"),
    GATEWAY_LOOPS("gateway.event-loops", "0", "threads that move bytes; 0 for one per processor"),
    GATEWAY_CONNECTIONS(
            "gateway.max-connections", "60000", "past which a new connection is closed at once"),
    GATEWAY_ACCEPTS(
            "gateway.accepts-per-second",
            "2000",
            "new connections taken on in a second; the rest wait"),
    GATEWAY_HANDSHAKE("gateway.handshake-timeout", "15s", "for the TLS handshake"),
    GATEWAY_FIRST_MESSAGE(
            "gateway.first-message-timeout",
            "45s",
            "from the accepted connection to its first whole message"),
    GATEWAY_FRAME(
            "gateway.frame-timeout",
            "60s",
            "from a frame's first byte to its last; and for a device to take what waits for it"),
    GATEWAY_CLOSES(
            "gateway.closes-per-second",
            "1000",
            "sessions told in a second to come back, when the server stops"),
    GATEWAY_DRAIN("gateway.drain", "10s", "the longest that stopping waits for that"),
    GATEWAY_NUDGES(
            "gateway.nudges-per-second", "5000", "devices asked in a second to check in now"),

    AGENTS_HEARTBEAT(
            "agents.heartbeat",
            "240s",
            "of an idle connection, told to the agents; three missed ones end it; 10s to 1h"),
    AGENTS_CHECK_IN("agents.check-in", "15m", "between the check-ins of a device; jittered"),
    AGENTS_MINIMUM("agents.minimum-version", "0.1.0", "the oldest agent the server talks to"),

    TOKEN_LIBRARY(
            "pki.token.library",
            "",
            "absolute path of a PKCS#11 module: keys of authorities and order keys are then made in"
                    + " its token; empty for the database"),
    TOKEN_LABEL("pki.token.label", "", "label of that token"),
    TOKEN_PIN_FILE(
            "pki.token.pin-file",
            "",
            "file with the PIN of the token's user, which only its owner may read"),

    FREE_INVENTORY(
            "free-space.inventory", "1GiB", "free disk space below which inventory is turned away"),
    FREE_ALL(
            "free-space.outcomes",
            "256MiB",
            "free disk space below which everything but outcomes is refused"),

    METRICS_READERS(
            "metrics.readers",
            "tokens",
            "who may read `/metrics`: `tokens` with the permission metrics, or `tokens-and-loopback`,"
                    + " which is also whoever asks from the machine itself");

    private final String path;
    private final String standard;
    private final String sentence;

    ConfigKey(String path, String standard, String sentence) {
        this.path = path;
        this.standard = standard;
        this.sentence = sentence;
    }

    /** With dots for the levels of the file. */
    String path() {
        return path;
    }

    /** The default as it would be written; a list with commas. */
    String standard() {
        return standard;
    }

    String sentence() {
        return sentence;
    }

    static Optional<ConfigKey> of(String path) {
        return Arrays.stream(values()).filter(key -> key.path.equals(path)).findFirst();
    }

    /** The list of keys for the operator's handbook, as a table in Markdown. */
    static String table() {
        var table = new StringBuilder("| key | default | what it is |\n|---|---|---|\n");
        for (var key : values()) {
            table.append(
                    "| `%s` | %s | %s |\n"
                            .formatted(
                                    key.path,
                                    key.standard.isEmpty() ? "" : "`" + key.standard + "`",
                                    key.sentence));
        }
        return table.toString();
    }
}
