package dev.rollcall.simulator;

import dev.rollcall.agent.checkin.Situation;
import dev.rollcall.agent.checkin.Surroundings;
import dev.rollcall.agent.checkin.Watcher;
import dev.rollcall.agent.connection.ConnectionOptions;
import dev.rollcall.agent.connection.Transport;
import dev.rollcall.agent.enrollment.EnrollmentException;
import dev.rollcall.agent.enrollment.Fingerprint;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.common.protocol.CheckInReply;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Many simulated devices over shared event loops and virtual threads, and what can be counted about
 * them.
 */
public final class Fleet implements AutoCloseable {

    private static final int ENROLLING_AT_ONCE = 16;
    private static final int MOST_REASONS = 1_000;

    private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();
    private final MultiThreadIoEventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    private final SimulatedDevice.Shared shared;
    private final List<SimulatedDevice> devices = new ArrayList<>();
    private final Counts counts = new Counts();

    /**
     * @param packages how many each lab's image has
     */
    public Fleet(int packages) {
        this(new PlausibleInventory(packages));
    }

    /**
     * Of fresh devices with much to say.
     *
     * @param packages how many each has
     * @param ofAnImage how many devices are made from one image
     * @param distinct whether no two lists of packages are the same
     */
    public Fleet(int packages, int ofAnImage, boolean distinct) {
        this(new PlausibleInventory(packages, ofAnImage, distinct));
    }

    private Fleet(PlausibleInventory inventories) {
        var life = new Surroundings(work, loops, System::nanoTime, new Random());
        shared =
                new SimulatedDevice.Shared(
                        new Transport(loops, EpollSocketChannel.class),
                        ConnectionOptions.defaults(),
                        life,
                        inventories,
                        java.util.UUID.randomUUID().toString());
    }

    /** What a token for so many simulated devices is bound to, one serial a line. */
    public static List<String> serials(int count) {
        return IntStream.range(0, count).mapToObj(PlausibleInventory::serial).toList();
    }

    /**
     * Enrolls what has no identity yet, a few at a time.
     *
     * @param state holds a folder per device, named by its number
     */
    public void enroll(Path state, int count, URI server, Secret token, Fingerprint root)
            throws InterruptedException, EnrollmentException {
        var enrollment = BulkEnrollment.begin(state.resolve("0"), server, token, root);
        var first = new AtomicReference<Exception>();
        var places = new Semaphore(ENROLLING_AT_ONCE);
        for (int number = 1; number < count && first.get() == null; number++) {
            int each = number;
            var folder = state.resolve(Integer.toString(number));
            places.acquire();
            work.execute(() -> {
                try {
                    enrollment.enroll(folder, each);
                } catch (IOException | InterruptedException | EnrollmentException e) {
                    first.compareAndSet(null, e);
                } finally {
                    places.release();
                }
            });
        }
        places.acquire(ENROLLING_AT_ONCE);
        if (first.get() != null) {
            throw new IllegalStateException(
                    "enrollment failed: " + first.get().getMessage(), first.get());
        }
    }

    /** Opens devices that are enrolled. */
    public void open(Path state, int count) {
        for (int number = 0; number < count; number++) {
            devices.add(
                    SimulatedDevice.open(
                            number,
                            state.resolve(Integer.toString(number)),
                            shared,
                            runs -> new CountedRuns(runs, counts::ordered, counts::settled),
                            new DeviceWatcher(counts)));
        }
    }

    /**
     * Starts all devices and waits until each has had its first check-in answered.
     *
     * @param atOnce how many may be connecting at the same time
     */
    public Duration connect(int atOnce) throws InterruptedException {
        counts.waiting = new CountDownLatch(devices.size());
        counts.admission = new Semaphore(atOnce);
        long began = System.nanoTime();
        for (var device : devices) {
            counts.admission.acquire();
            device.start();
        }
        counts.waiting.await();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    public int size() {
        return devices.size();
    }

    /** Sessions that ended or failed since the start. */
    public int failures() {
        return counts.failures.get();
    }

    /** Why sessions ended or failed, the most frequent reason first, with how often. */
    public String whyFailed() {
        return counts.reasons.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(3)
                .map(reason -> "%,d × %s".formatted(reason.getValue(), reason.getKey()))
                .collect(Collectors.joining("; "));
    }

    public Duration checkInPercentile(double share) {
        return counts.checkIns.percentile(share);
    }

    public int checkIns() {
        return counts.checkIns.count();
    }

    /** Runs ordered so far, and those whose outcome the server has confirmed; each run once. */
    public Jobs jobs() {
        return new Jobs(counts.ordered.size(), counts.settled.size());
    }

    /** When the server last confirmed an outcome. */
    public Instant lastRecorded() {
        return counts.lastRecorded;
    }

    /** How far each bulk job is. */
    JobTimes times() {
        return counts.times;
    }

    public record Jobs(long ordered, long settled) {}

    @Override
    public void close() {
        devices.parallelStream().forEach(SimulatedDevice::close);
        loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
        work.shutdown();
    }

    private static final class Counts {

        private final Latencies checkIns = new Latencies();
        private final AtomicInteger failures = new AtomicInteger();
        private final Map<String, Integer> reasons = new ConcurrentHashMap<>();
        private final Set<RunId> ordered = ConcurrentHashMap.newKeySet();
        private final Set<RunId> settled = ConcurrentHashMap.newKeySet();
        private final JobTimes times = new JobTimes();
        private volatile Instant lastRecorded = Instant.EPOCH;
        private CountDownLatch waiting = new CountDownLatch(0);
        private Semaphore admission = new Semaphore(0);

        void ordered(RunOrder order) {
            if (ordered.add(order.run())) {
                times.ordered(order);
            }
        }

        void settled(RunId run) {
            if (settled.add(run)) {
                lastRecorded = Instant.now();
                times.settled(run, lastRecorded);
            }
        }

        void failed(Situation situation) {
            failures.incrementAndGet();
            if (reasons.size() < MOST_REASONS) {
                reasons.merge(situation.detail(), 1, Integer::sum);
            }
        }

        void firstAnswered() {
            admission.release();
            waiting.countDown();
        }
    }

    /** Watches one device, because only its first check-in opens the way for the next device. */
    private static final class DeviceWatcher implements Watcher {

        private final Counts counts;
        private final AtomicBoolean answered = new AtomicBoolean();

        DeviceWatcher(Counts counts) {
            this.counts = counts;
        }

        @Override
        public void stands(Situation situation) {
            switch (situation.state()) {
                case CONNECTING, CONNECTED -> {
                    // as it should be
                }
                case UNREACHABLE,
                        UNTRUSTED_SERVER,
                        ASKED_TO_WAIT,
                        RETURNING,
                        NEEDS_ENROLLMENT,
                        NEEDS_UPGRADE,
                        STOPPED ->
                        counts.failed(situation);
            }
        }

        @Override
        public void checkedIn(CheckInReply reply, Duration took) {
            counts.checkIns.add(took);
            if (answered.compareAndSet(false, true)) {
                counts.firstAnswered();
            }
        }
    }
}
