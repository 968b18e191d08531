package dev.rollcall.server.server;

import dev.rollcall.server.gateway.GatewayConfig;
import dev.rollcall.server.http.HttpConfig;
import dev.rollcall.server.pki.Endpoints;
import dev.rollcall.server.pki.key.TokenAccess;
import dev.rollcall.server.storage.StorageConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a server is set up.
 *
 * @param data folder of keys and, with H2, the database
 * @param storage where the data is
 * @param http where technicians and enrolling devices connect
 * @param gateway where devices keep their session
 * @param endpoints the names of both, as devices know them
 * @param checkInEvery between two check-ins without a nudge
 * @param nudgesPerSecond over all sessions
 * @param inventoryFloor free bytes below which inventory is turned away
 * @param outcomesFloor free bytes below which everything but outcomes is refused
 * @param token where keys are made and found beside the database
 */
public record ServerConfig(
        Path data,
        StorageConfig storage,
        HttpConfig http,
        GatewayConfig gateway,
        Endpoints endpoints,
        Duration checkInEvery,
        int nudgesPerSecond,
        long inventoryFloor,
        long outcomesFloor,
        MetricsReaders metricsReaders,
        Optional<TokenAccess> token) {

    public ServerConfig {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(storage, "storage");
        Objects.requireNonNull(http, "http");
        Objects.requireNonNull(gateway, "gateway");
        Objects.requireNonNull(endpoints, "endpoints");
        Objects.requireNonNull(checkInEvery, "checkInEvery");
        Objects.requireNonNull(metricsReaders, "metricsReaders");
        Objects.requireNonNull(token, "token");
    }
}
