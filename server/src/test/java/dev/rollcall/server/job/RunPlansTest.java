package dev.rollcall.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.server.storage.AskedStatements;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** The questions of a check-in on 100,000 runs: few statements, each by an index. */
class RunPlansTest {

    private static final int DEVICES = 5_000;
    private static final int JOBS = 20;

    @StorageTest
    void aCheckInAsksFewStatementsAndEachByAnIndex(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new LedgerRoom(fresh.database());
            var devices = room.devices(DEVICES);
            for (int i = 0; i < JOBS; i++) {
                room.ask(devices);
            }
            if (engine == TestDatabase.POSTGRESQL) {
                room.database.change(h -> h.execute("ANALYZE"));
            }
            var device = devices.get(DEVICES / 2);

            room.database.change(h -> {
                var orders = new ArrayList<RunId>();
                asks(
                        2,
                        engine,
                        h,
                        on ->
                                room.runs
                                        .work(on, device, Urgency.BACKGROUND, 64, 1024, room.now)
                                        .orders()
                                        .forEach(order -> orders.add(order.run())));
                assertThat(orders).hasSize(JOBS);
                asks(2, engine, h, on -> room.runs.acknowledge(on, device, orders, room.now));
                asks(2, engine, h, on -> room.runs.begin(on, device, orders, room.now));
                asks(
                        1,
                        engine,
                        h,
                        on -> room.runs.work(on, device, Urgency.BACKGROUND, 64, 1024, room.now));
                asks(1, engine, h, on -> room.runs.acknowledge(on, device, nobodys(), room.now));
                asks(1, engine, h, on -> room.runs.begin(on, device, nobodys(), room.now));
                var outcomes =
                        orders.stream()
                                .map(run -> RunOutcome.without(run, Outcome.SUCCEEDED, ""))
                                .toList();
                asks(2, engine, h, on -> room.runs.finish(on, device, outcomes, room.now));
            });
        }
    }

    /** As many as a check-in can name, and none of them anybody's. */
    private static List<RunId> nobodys() {
        return Stream.generate(() -> new RunId(UUID.randomUUID()))
                .limit(CheckIn.MAX_ITEMS)
                .toList();
    }

    private static void asks(
            int many, TestDatabase engine, Handle handle, Consumer<Handle> question) {
        var statements = AskedStatements.of(handle, question);
        assertThat(statements.all()).hasSize(many);
        statements
                .all()
                .forEach(asked ->
                        assertThat(statements.plan(asked))
                                .as(asked.sql())
                                .satisfies(indexed(engine, asked.isQuery())));
    }

    private static Consumer<String> indexed(TestDatabase engine, boolean select) {
        return switch (engine) {
            case H2 ->
                    select
                            ? RunPlansTest::readsFewRows
                            : plan -> assertThat(plan).contains("primary_key");
            case POSTGRESQL -> plan -> assertThat(plan).doesNotContain("seq scan on job_run");
        };
    }

    /** An index alone proves nothing: by its first column it may still read the whole district. */
    private static void readsFewRows(String plan) {
        var scanned =
                Pattern.compile("scancount: (\\d+)")
                        .matcher(plan)
                        .results()
                        .mapToInt(count -> Integer.parseInt(count.group(1)))
                        .toArray();
        assertThat(scanned).isNotEmpty();
        assertThat(IntStream.of(scanned).max().orElseThrow())
                .as(plan)
                .isLessThan(2 * CheckIn.MAX_ITEMS);
    }
}
