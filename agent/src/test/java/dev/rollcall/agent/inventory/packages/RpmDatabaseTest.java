package dev.rollcall.agent.inventory.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.common.inventory.InstalledPackage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class RpmDatabaseTest {

    private static final String FILE = "/var/lib/rpm/rpmdb.sqlite";
    private static final String BASH = "bash\t5.1.8-9.el9\tx86_64\tbash-5.1.8-9.el9.src.rpm\n";
    private static final String ZSH = "zsh\t5.8-9.el9\tx86_64\tzsh-5.8-9.el9.src.rpm\n";

    private final AtomicInteger runs = new AtomicInteger();
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private volatile ProgramResult printed = printed(0, BASH);

    @TempDir private Path folder;
    private PlantedDevice device;
    private RpmDatabase database;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder).file(FILE, "one");
        database =
                new RpmDatabase(
                        device.files(),
                        (command, limit, most) -> {
                            var result = printed;
                            runs.incrementAndGet();
                            mayEnd.await();
                            return Optional.of(result);
                        });
    }

    private static ProgramResult printed(int exit, String output) {
        return new ProgramResult(exit, output, "", false, false);
    }

    private List<String> names() throws Exception {
        return database.read().orElseThrow().packages().stream()
                .map(InstalledPackage::name)
                .toList();
    }

    @Test
    void whatRpmPrintedIsKeptUntilItsDatabaseChanges() throws Exception {
        mayEnd.countDown();
        assertThat(names()).containsExactly("bash");
        printed = printed(0, BASH + ZSH);
        assertThat(names()).containsExactly("bash");
        assertThat(runs).hasValue(1);

        device.file(FILE + "-wal", "two");

        assertThat(names()).containsExactly("bash", "zsh");
        assertThat(runs).hasValue(2);
    }

    /** The mark is of before: what was read may be of before the change, or of after it. */
    @Test
    void whatChangesWhileRpmRunsIsReadTheNextTime() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var meanwhile = threads.submit(this::names);
            Awaitility.await().until(() -> runs.get() == 1);
            printed = printed(0, ZSH);
            device.file(FILE, "two");
            mayEnd.countDown();
            assertThat(meanwhile.get()).containsExactly("bash");
        }

        assertThat(names()).containsExactly("zsh");
    }

    @Test
    void oneRunServesAllWhoAskMeanwhile() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<List<String>> asking = this::names;
            var first = threads.submit(asking);
            var second = threads.submit(asking);
            Awaitility.await().until(() -> runs.get() == 1);
            mayEnd.countDown();
            assertThat(first.get()).isEqualTo(second.get()).containsExactly("bash");
        }
        assertThat(runs).hasValue(1);
    }

    @Test
    void whoWaitedForARunThatFailedDoesNotRunItAgainAndWhoComesLaterDoes() throws Exception {
        printed = printed(1, "");
        try (var threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
            var first = threads.submit(this::names);
            Awaitility.await().until(() -> runs.get() == 1);
            var waiting = new Thread[1];
            var second =
                    threads.submit(() -> {
                        waiting[0] = Thread.currentThread();
                        return names();
                    });
            Awaitility.await()
                    .until(() ->
                            waiting[0] != null && waiting[0].getState() == Thread.State.WAITING);
            mayEnd.countDown();
            assertThatThrownBy(first::get).isInstanceOf(ExecutionException.class);
            assertThatThrownBy(second::get).hasMessageContaining("rpm -qa did not end well");
        }
        assertThat(runs).hasValue(1);

        printed = printed(0, BASH);

        assertThat(names()).containsExactly("bash");
    }

    @Test
    void aListOfWhichNothingMakesSenseIsAFailure() throws Exception {
        mayEnd.countDown();
        printed = printed(0, "E: what\nis\nthis");
        assertThatThrownBy(this::names).hasMessageContaining("nothing that rpm lists can be read");

        printed = printed(0, "E: what\n" + BASH);

        assertThat(names()).containsExactly("bash");
    }

    @Test
    void aDeviceWithRpmAloneAndNoPackageIsAFailureAndOneWithDpkgIsNone() throws Exception {
        mayEnd.countDown();
        printed = printed(0, "");
        var collector = new PackagesCollector(device.files(), database);
        assertThatThrownBy(collector::collect).hasMessageContaining("rpm lists no package");

        device.file(
                DpkgStatus.FILE,
                "Package: bash\nStatus: install ok installed\nVersion: 5.2\nArchitecture: amd64\n");

        assertThat(collector.collect()).isNotNull();
    }
}
