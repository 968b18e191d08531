package dev.rollcall.agent.inventory.packages;

import dev.rollcall.agent.inventory.collect.FileMark;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.Programs;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The database of rpm, which is a binary that only rpm should read. One run of rpm serves all who
 * ask, and what it printed is kept until a file of the database changes. Safe for use by many
 * threads.
 */
public final class RpmDatabase {

    private static final List<String> FILES =
            List.of(
                    "/var/lib/rpm/rpmdb.sqlite",
                    "/var/lib/rpm/Packages",
                    "/var/lib/rpm/Packages.db",
                    "/usr/lib/sysimage/rpm/rpmdb.sqlite",
                    "/usr/lib/sysimage/rpm/Packages.db");

    /**
     * Where SQLite writes first; its {@code -shm} changes when somebody reads, and says nothing.
     */
    private static final String LOG = "-wal";

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MAX_OUTPUT = 16 * 1024 * 1024;

    private final DeviceFiles files;
    private final Programs programs;
    private final ReentrantLock running = new ReentrantLock();
    private volatile Run last = new Run(0, List.of(), Optional.empty());

    /**
     * How rpm was run last.
     *
     * @param number of runs until then
     * @param mark of the files before it was
     * @param printed absent where that was of no use
     */
    private record Run(long number, List<String> mark, Optional<String> printed) {}

    public RpmDatabase(DeviceFiles files, Programs programs) {
        this.files = files;
        this.programs = programs;
    }

    static boolean present(DeviceFiles files) {
        return FILES.stream().anyMatch(files::exists);
    }

    public boolean present() {
        return present(files);
    }

    /** Changes with every change of what is installed. */
    public List<String> mark() throws IOException {
        var marks = new ArrayList<String>();
        for (var file : FILES) {
            FileMark.of(files, file).ifPresent(marks::add);
            if (files.exists(file + LOG) && files.size(file + LOG) > 0) {
                FileMark.of(files, file + LOG).ifPresent(marks::add);
            }
        }
        return marks;
    }

    /**
     * What is installed; empty if there is no database, or no rpm to read it. A list of which
     * nothing makes sense is a failure, and not a device without packages. Who waits while rpm is
     * run for somebody else gets what comes of that.
     */
    public Optional<Listing> read() throws IOException, InterruptedException {
        if (!present()) {
            return Optional.empty();
        }
        long before = last.number();
        running.lockInterruptibly();
        try {
            var mark = mark();
            boolean waited = last.number() > before;
            if (!last.mark().equals(mark) || (last.printed().isEmpty() && !waited)) {
                return run(mark);
            }
            if (last.printed().isEmpty()) {
                throw new IOException("rpm -qa did not end well");
            }
            return Optional.of(RpmPackages.parse(last.printed().get()));
        } finally {
            running.unlock();
        }
    }

    private Optional<Listing> run(List<String> mark) throws IOException, InterruptedException {
        var result =
                programs.run(List.of("rpm", "-qa", "--qf", RpmPackages.FORMAT), LIMIT, MAX_OUTPUT);
        if (result.isEmpty()) {
            return Optional.empty();
        }
        long number = last.number() + 1;
        last = new Run(number, mark, Optional.empty());
        if (!result.get().succeeded()) {
            throw new IOException("rpm -qa did not end well");
        }
        var listing = RpmPackages.parse(result.get().output());
        if (listing.packages().isEmpty() && listing.unreadable() > 0) {
            throw new IOException("nothing that rpm lists can be read");
        }
        last = new Run(number, mark, Optional.of(result.get().output()));
        return Optional.of(listing);
    }

    /**
     * An rpm database that nothing here can read is a failure, and not a device without packages.
     */
    public void refuseUnread() throws IOException {
        if (present()) {
            throw new IOException("there is an rpm database, and no rpm that could read it");
        }
    }
}
