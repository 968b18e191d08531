package dev.rollcall.server.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * A host name of the server that was added to those of the configuration, or taken from them.
 *
 * @param gateway host:port of the device gateway under an added name
 * @param https host:port of the HTTPS port under an added name
 */
public record ChangedHost(
        String host, boolean added, Optional<String> gateway, Optional<String> https) {

    private static final String ADDED = "added";
    private static final String REMOVED = "removed";

    public ChangedHost {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(gateway, "gateway");
        Objects.requireNonNull(https, "https");
    }

    public static ChangedHost added(String host, String gateway, String https) {
        return new ChangedHost(host, true, Optional.of(gateway), Optional.of(https));
    }

    public static ChangedHost removed(String host) {
        return new ChangedHost(host, false, Optional.empty(), Optional.empty());
    }

    /** In the order in which they were changed. */
    public static List<ChangedHost> all(Handle handle, DistrictId provider) {
        return handle.createQuery(
                        """
                        SELECT host, state, gateway, https FROM pki_endpoint
                        WHERE district_id = ? ORDER BY changed_at, host
                        """)
                .bind(0, provider)
                .map((row, c) ->
                        new ChangedHost(
                                row.getString("host"),
                                row.getString("state").equals(ADDED),
                                Columns.optionalText(row, "gateway"),
                                Columns.optionalText(row, "https")))
                .list();
    }

    /** In place of what was said of this host before. */
    public void store(Handle handle, DistrictId provider, Instant now) {
        forget(handle, provider, host);
        handle.createUpdate(
                        """
                        INSERT INTO pki_endpoint
                            (district_id, host, state, gateway, https, changed_at)
                        VALUES (:provider, :host, :state, :gateway, :https, :now)
                        """)
                .bind("provider", provider)
                .bind("host", host)
                .bind("state", added ? ADDED : REMOVED)
                .bindByType("gateway", gateway.orElse(null), String.class)
                .bindByType("https", https.orElse(null), String.class)
                .bind("now", now)
                .execute();
    }

    /** The configuration alone says whether it is a host of the server. */
    public static void forget(Handle handle, DistrictId provider, String host) {
        handle.execute(
                "DELETE FROM pki_endpoint WHERE district_id = ? AND host = ?", provider, host);
    }
}
