package dev.rollcall.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;

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
                atMost(
                        2,
                        engine,
                        h,
                        device,
                        () ->
                                room.runs
                                        .work(h, device, 64, 1024, room.now)
                                        .orders()
                                        .forEach(order -> orders.add(order.run())));
                assertThat(orders).hasSize(JOBS);
                atMost(
                        2,
                        engine,
                        h,
                        device,
                        () -> room.runs.acknowledge(h, device, orders, room.now));
                atMost(1, engine, h, device, () -> room.runs.work(h, device, 64, 1024, room.now));
                var outcomes =
                        orders.stream()
                                .map(run -> RunOutcome.without(run, Outcome.SUCCEEDED, ""))
                                .toList();
                atMost(2, engine, h, device, () -> room.runs.finish(h, device, outcomes, room.now));
            });
        }
    }

    private static void atMost(
            int most, TestDatabase engine, Handle handle, EnrolledDevice of, Runnable question) {
        var asked = new ArrayList<String>();
        handle.getConfig(SqlStatements.class)
                .setSqlLogger(
                        new SqlLogger() {
                            @Override
                            public void logBeforeExecution(StatementContext context) {
                                asked.add(context.getRenderedSql());
                            }
                        });
        question.run();
        handle.getConfig(SqlStatements.class).setSqlLogger(SqlLogger.NOP_SQL_LOGGER);
        assertThat(asked).hasSizeLessThanOrEqualTo(most);
        asked.forEach(sql ->
                assertThat(plan(handle, sql, of))
                        .as(sql)
                        .satisfies(indexed(engine, sql.startsWith("SELECT"))));
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
        assertThat(IntStream.of(scanned).max().orElseThrow()).as(plan).isLessThan(100);
    }

    private static String plan(Handle handle, String sql, EnrolledDevice of) {
        var id = "CAST('" + of.device() + "' AS UUID)";
        var literals =
                Map.of(
                        "district", "CAST('" + of.district() + "' AS UUID)",
                        "enrollment", "CAST('" + of.enrollment() + "' AS UUID)",
                        "id", id,
                        "runs", "ARRAY[" + id + "]",
                        "now", "TIMESTAMP WITH TIME ZONE '2026-09-01 08:00:00+00'",
                        "limit", "10",
                        "from", "'leased'",
                        "to", "'done'",
                        "late", "FALSE");
        var literal =
                Pattern.compile(":(\\w+)")
                        .matcher(sql)
                        .replaceAll(name -> literals.getOrDefault(name.group(1), "NULL"));
        return String.join(
                        "\n",
                        handle.createQuery(
                                        (sql.startsWith("SELECT") ? "EXPLAIN ANALYZE " : "EXPLAIN ")
                                                + literal)
                                .mapTo(String.class)
                                .list())
                .toLowerCase(Locale.ROOT);
    }
}
