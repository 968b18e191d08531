package dev.rollcall.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.protocol.RunOutput;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

class RunOutputsTest {

    private static RunId done(LedgerRoom room, EnrolledDevice device, long total, int kept) {
        room.ask(List.of(device));
        return room.database.write(h -> {
            var run =
                    room.runs
                            .work(h, device, Urgency.BACKGROUND, 1, 0, room.now)
                            .orders()
                            .getFirst()
                            .run();
            var outcome =
                    new RunOutcome(
                            run,
                            Outcome.SUCCEEDED,
                            Optional.of(0),
                            "",
                            Duration.ZERO,
                            Optional.empty(),
                            total,
                            kept);
            return room.runs.finish(h, device, List.of(outcome), room.now).getFirst();
        });
    }

    private static boolean store(
            LedgerRoom room, EnrolledDevice from, RunId run, int at, int total, String text) {
        var output = new RunOutput(run, at, total, Bytes.utf8(text));
        return room.database.write(h -> room.outputs.store(h, from, output));
    }

    private static RunOutputs.Output read(LedgerRoom room, RunId run) {
        return room.database.read(h -> room.outputs.read(h, room.district, run)).orElseThrow();
    }

    @StorageTest
    void joinsChunksThatCameTwiceAndInAnyOrder(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new LedgerRoom(fresh.database());
            var device = room.device();
            var run = done(room, device, 5000, 11);

            assertThat(store(room, device, run, 6, 11, "world")).isTrue();
            assertThat(read(room, run).complete()).isFalse();
            assertThat(store(room, device, run, 0, 11, "hello ")).isTrue();
            assertThat(store(room, device, run, 0, 11, "hello ")).isTrue();

            var output = read(room, run);
            assertThat(new String(output.text().toArray(), StandardCharsets.UTF_8))
                    .isEqualTo("hello world");
            assertThat(output.complete()).isTrue();
            assertThat(output.cut()).isTrue();
        }
    }

    @StorageTest
    void keepsNoMoreThanTheOutcomeSaid(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new LedgerRoom(fresh.database());
            var device = room.device();
            var run = done(room, device, 4, 4);

            assertThat(store(room, device, run, 0, 100, "12345")).isFalse();
            assertThat(store(room, device, run, 0, 100, "123")).isTrue();
            assertThat(store(room, device, run, 1, 100, "23")).isFalse();

            assertThat(read(room, run).text()).isEqualTo(Bytes.utf8("123"));
        }
    }

    @StorageTest
    void refusesOutputOfAnotherDevicesRunAndOfOneWithoutOutcome(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new LedgerRoom(fresh.database());
            var device = room.device();
            var run = done(room, device, 3, 3);
            room.ask(List.of(device));
            var open =
                    room.database
                            .write(h ->
                                    room.runs
                                            .work(h, device, Urgency.BACKGROUND, 1, 0, room.now)
                                            .orders())
                            .getFirst()
                            .run();

            assertThat(store(room, room.device(), run, 0, 3, "123")).isFalse();
            assertThat(store(room, device, open, 0, 3, "123")).isFalse();
        }
    }
}
