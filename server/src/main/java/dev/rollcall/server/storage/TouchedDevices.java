package dev.rollcall.server.storage;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.config.JdbiConfig;

/**
 * Tells whoever remembers devices in memory which of them a command changed, once that is durable
 * and before the command is answered. Every statement that writes what a query can ask about has a
 * note of it beside.
 */
public final class TouchedDevices implements JdbiConfig<TouchedDevices> {

    /** What of a device was written. */
    public enum Part {
        /** The record, its enrollments, its retirement. */
        REGISTRY,
        PRESENCE,
        /** Which sections hold, and since when they were collected. */
        SECTIONS,
        FACTS,
        POLICY,
        /** What its packages have; also other than before when its packages or system are. */
        VULNERABLE
    }

    /** Hears of it on the writer's thread. */
    @FunctionalInterface
    public interface Listener {
        void touched(DistrictId district, DeviceId device, Part part);
    }

    private static final Listener NOBODY = (district, device, part) -> {};

    private final AtomicReference<Listener> listener;

    /** Made by Jdbi, one for the database. */
    public TouchedDevices() {
        this(new AtomicReference<>(NOBODY));
    }

    private TouchedDevices(AtomicReference<Listener> listener) {
        this.listener = listener;
    }

    /** Notes it, for after the commit. */
    public static void note(Handle handle, DistrictId district, DeviceId device, Part... parts) {
        Listener hears =
                Objects.requireNonNull(handle.getConfig(TouchedDevices.class).listener.get());
        if (!NOBODY.equals(hears)) {
            AfterCommit.run(
                    handle,
                    () -> {
                        for (var part : parts) {
                            hears.touched(district, device, part);
                        }
                    });
        }
    }

    /** Notes that anything of it may have changed. */
    public static void noteAll(Handle handle, DistrictId district, DeviceId device) {
        note(handle, district, device, Part.values());
    }

    void listen(Listener hears) {
        listener.set(hears);
    }

    /** One listener for all handles and statements. */
    @Override
    public TouchedDevices createCopy() {
        return new TouchedDevices(listener);
    }
}
