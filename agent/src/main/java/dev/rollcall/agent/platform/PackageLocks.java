package dev.rollcall.agent.platform;

import java.util.List;
import java.util.Optional;

/**
 * Whether packages are being installed on this device now, from the locks that the kernel lists;
 * takes no lock itself. Safe for use by many threads.
 */
public final class PackageLocks {

    private static final List<String> FILES =
            List.of(
                    "/var/lib/dpkg/lock-frontend",
                    "/var/lib/dpkg/lock",
                    "/var/lib/rpm/.rpm.lock",
                    "/usr/lib/sysimage/rpm/.rpm.lock");

    private final HeldLocks locks;

    public PackageLocks(DeviceFiles files) {
        this.locks = new HeldLocks(files);
    }

    /** The lock file that is held; empty where none is, or where the kernel does not say. */
    public Optional<String> held() {
        // no list of locks is no reason to wait
        return locks.first(FILES);
    }
}
