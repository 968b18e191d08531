package dev.rollcall.agent.job;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.PackageLocks;
import dev.rollcall.agent.platform.ServiceControl;
import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.job.RunOrder;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/**
 * A device in a process of its own, to be killed: the real runner, journal and scripts, and a
 * server that is a file of what it heard. Ends when nothing is left to say.
 */
public final class JournaledDevice {

    /** What kind of program it is. */
    enum Build {
        SOUND,
        /** With the bug. */
        PLANTED,
        /** With the bug, and never getting round to a run. */
        PLANTED_AND_BUSY
    }

    private final Path heard;
    private final JobRunner runner;
    private final RunJournal journal;
    private final Semaphore news = new Semaphore(0);

    private JournaledDevice(Path folder, Orders.Kept orders, Build build) {
        var path = JobRunner.journalIn(folder);
        this.heard = folder.resolve("server-heard");
        this.journal =
                RunJournal.open(
                        build == Build.SOUND
                                ? new AppendFile(path)
                                : new AcknowledgedTooEarly(path),
                        orders.enrollment());
        this.runner =
                JobRunner.open(
                        folder,
                        journal,
                        orders::bearer,
                        new Clocks(InstantSource.fixed(Orders.NOW), System::nanoTime),
                        new Actions(
                                folder,
                                ServiceControl.below(folder),
                                new PackageLocks(DeviceFiles.below(folder)),
                                () -> {}),
                        build == Build.PLANTED_AND_BUSY
                                ? task -> {}
                                : task -> Thread.ofPlatform().start(task),
                        news::release);
    }

    /** Folder and build. */
    public static void main(String[] args) throws Exception {
        var folder = Path.of(args[0]);
        var orders =
                Json.strict()
                        .readValue(
                                Files.readString(folder.resolve("orders.json")), Orders.Kept.class);
        new JournaledDevice(folder, orders, Build.valueOf(args[1])).converse(orders.orders());
        System.exit(0);
    }

    private void converse(List<RunOrder> orders) throws IOException, InterruptedException {
        var known = known();
        runner.accept(orders.stream().filter(o -> !known.contains(o.run().toString())).toList());
        while (true) {
            var acknowledged = runner.toAcknowledge();
            var outcomes = runner.outcomes();
            for (var run : acknowledged) {
                hear("acknowledged " + run);
                KillPoint.pass("test.acknowledged");
            }
            for (var outcome : outcomes) {
                hear(outcome.outcome() + " " + outcome.run());
                KillPoint.pass("test.outcome-heard");
            }
            runner.recorded(
                    Stream.concat(acknowledged.stream(), outcomes.stream().map(RunOutcome::run))
                            .toList(),
                    outcomes);
            if (journal.runs().stream().allMatch(r -> r.state() == JournaledRun.State.RECORDED)) {
                sendOutput();
                return;
            }
            news.acquire();
        }
    }

    private void sendOutput() {
        for (var chunk = runner.nextOutput(); chunk.isPresent(); chunk = runner.nextOutput()) {
            runner.outputReceived(chunk.get());
        }
    }

    /** Runs of which the server heard anything are not leased again. */
    private List<String> known() throws IOException {
        return Files.exists(heard)
                ? Files.readAllLines(heard).stream().map(line -> line.split(" ")[1]).toList()
                : List.of();
    }

    private void hear(String line) throws IOException {
        Files.writeString(heard, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** The planted bug: says that bytes are on disk and writes them only with the next ones. */
    private static final class AcknowledgedTooEarly extends AppendFile {

        private byte[] unwritten = new byte[0];

        AcknowledgedTooEarly(Path path) {
            super(path);
        }

        @Override
        void append(byte[] bytes) throws IOException {
            super.append(unwritten);
            unwritten = Arrays.copyOf(bytes, bytes.length);
        }
    }
}
