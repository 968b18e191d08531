package dev.rollcall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

class WriterTest {

    private static boolean insert(Handle handle, int id) {
        handle.execute("INSERT INTO things (id) VALUES (?)", id);
        return true;
    }

    private static long count(Database database) {
        return database.read(
                h -> h.createQuery("SELECT COUNT(*) FROM things").mapTo(Long.class).one());
    }

    private static void createThings(Database database) {
        database.change(h -> h.execute("CREATE TABLE things (id INTEGER PRIMARY KEY)"));
    }

    @StorageTest
    void aBadCommandFailsAloneInItsBatch(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            createThings(database);
            var gate = new CountDownLatch(1);
            database.submit(h -> await(gate));

            var good = database.submit(h -> insert(h, 1));
            var bad = database.submit(h -> insert(h, 2) && insert(h, 1));
            var rest =
                    IntStream.range(3, 50)
                            .mapToObj(i -> database.submit(h -> insert(h, i)))
                            .toList();
            gate.countDown();

            assertThat(good.join()).isTrue();
            assertThatThrownBy(bad::join).isInstanceOf(CompletionException.class);
            assertThat(rest).allSatisfy(CompletableFuture::join);
            assertThat(count(database)).isEqualTo(48);
        }
    }

    /** As H2 does when the disk has no byte left. */
    @Test
    void aDatabaseThatClosedItselfIsOpenedAgainWithAllThatWasCommitted() {
        try (var fresh = TestDatabase.H2.fresh()) {
            var database = fresh.database();
            createThings(database);
            database.submit(h -> insert(h, 1)).join();
            var closing = database.submit(h -> h.execute("SHUTDOWN IMMEDIATELY"));

            assertThatThrownBy(closing::join).isInstanceOf(CompletionException.class);
            Awaitility.await().ignoreExceptions().until(() -> count(database) == 1);
            Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> database.submit(h -> insert(h, 2)).join());
            assertThat(count(database)).isEqualTo(2);
        }
    }

    @StorageTest
    void whatSomebodyWaitsForGoesBeforeWhatDevicesQueued(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var begun = new CountDownLatch(1);
            var gate = new CountDownLatch(1);
            var done = new CopyOnWriteArrayList<String>();
            database.submit(h -> {
                begun.countDown();
                return await(gate);
            });
            await(begun);
            var first = database.submit(h -> done.add("device 1"));
            var second = database.submit(h -> done.add("device 2"));
            var person = CompletableFuture.runAsync(() -> database.write(h -> done.add("person")));
            Awaitility.await().until(() -> database.writer().waiting() == 3);

            gate.countDown();

            CompletableFuture.allOf(first, second, person).join();
            assertThat(done).containsExactly("person", "device 1", "device 2");
        }
    }

    @Test
    void onPostgresqlACommitWaitsForTheDisk() {
        try (var fresh = TestDatabase.POSTGRESQL.fresh()) {
            String setting =
                    fresh.database()
                            .write(h ->
                                    h.createQuery("SHOW synchronous_commit")
                                            .mapTo(String.class)
                                            .one());

            assertThat(setting).isEqualTo("on");
        }
    }

    @StorageTest
    void aCommandThatThrowsAloneLeavesNothing(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            createThings(database);

            assertThatThrownBy(() ->
                            database.write(h -> {
                                insert(h, 1);
                                throw new IllegalStateException("no");
                            }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(count(database)).isZero();
        }
    }

    @StorageTest
    void anErrorToo(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            createThings(database);
            var gate = new CountDownLatch(1);
            database.submit(h -> await(gate));
            var bad = database.submit(h -> insert(h, 1) && endless(0) > 0);
            var good = database.submit(h -> insert(h, 2));
            gate.countDown();

            assertThatThrownBy(bad::join).hasCauseInstanceOf(StackOverflowError.class);
            assertThat(good.join()).isTrue();
            assertThatThrownBy(() -> database.write(h -> insert(h, 3) && endless(0) > 0))
                    .isInstanceOf(StorageException.class);
            assertThat(count(database)).isEqualTo(1);
            assertThat(database.writer().alive()).isTrue();
        }
    }

    @StorageTest
    void whatFollowsACommitIsDoneForWhatIsDurable(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            createThings(database);
            var remembered = new CopyOnWriteArrayList<Integer>();
            var gate = new CountDownLatch(1);
            database.submit(h -> await(gate));
            var good = database.submit(h -> remember(h, 1, remembered));
            var bad = database.submit(h -> remember(h, 2, remembered) && insert(h, 1));
            gate.countDown();

            assertThat(good.join()).isTrue();
            assertThatThrownBy(bad::join).isInstanceOf(CompletionException.class);
            assertThatThrownBy(
                            () -> database.write(h -> remember(h, 3, remembered) && insert(h, 1)))
                    .isInstanceOf(RuntimeException.class);
            database.write(h -> remember(h, 4, remembered));
            assertThat(remembered).containsExactly(1, 4);
        }
    }

    private static void die() {
        throw new AssertionError("an error of the writer's own");
    }

    private static boolean remember(Handle handle, int id, List<Integer> remembered) {
        AfterCommit.run(handle, () -> remembered.add(id));
        return insert(handle, id);
    }

    @StorageTest
    void whenTheWriterDiesNobodyWaitsForIt(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var begun = new CountDownLatch(1);
            var gate = new CountDownLatch(1);
            database.submit(h -> {
                begun.countDown();
                await(gate);
                AfterCommit.run(h, WriterTest::die);
                return true;
            });
            await(begun);
            var queued = IntStream.range(0, 500).mapToObj(i -> database.submit(h -> i)).toList();
            gate.countDown();

            assertThat(queued)
                    .allSatisfy(each ->
                            assertThatThrownBy(each::join)
                                    .hasCauseInstanceOf(StorageException.class));
            assertThatThrownBy(() -> database.write(h -> 1)).isInstanceOf(StorageException.class);
            assertThat(database.writer().alive()).isFalse();
        }
    }

    @StorageTest
    void anInterruptedReaderCostsNobodyElseTheDatabase(TestDatabase engine) throws Exception {
        try (var fresh = engine.fresh()) {
            createThings(fresh.database());
            fresh.database()
                    .change(h ->
                            h.execute(
                                    "INSERT INTO things (id) SELECT * FROM generate_series(1, 50000) s"));
            fresh.database().close();
            // opened anew, so that it has to read the file
            try (var database = Database.open(fresh.config())) {
                var reader = Thread.ofVirtual().start(() -> readInterrupted(database));
                reader.join();

                database.write(h -> insert(h, 50_001));
                assertThat(count(database)).isEqualTo(50_001);
            }
        }
    }

    private static void readInterrupted(Database database) {
        try {
            database.read(h -> {
                Thread.currentThread().interrupt();
                return h.createQuery("SELECT COUNT(*) FROM things WHERE id > 0")
                        .mapTo(Long.class)
                        .one();
            });
        } catch (RuntimeException e) {
            // its own affair
        }
    }

    @StorageTest
    void saysHowLongTheOldestCommandHasBeenWaiting(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            assertThat(database.writer().oldest()).isZero();
            var gate = new CountDownLatch(1);
            var held = database.submit(h -> await(gate));

            Awaitility.await()
                    .until(() -> database.writer().oldest().compareTo(Duration.ofMillis(100)) > 0);
            gate.countDown();
            held.join();

            Awaitility.await().until(() -> database.writer().oldest().isZero());
        }
    }

    @StorageTest
    void closingFinishesWhatWasQueuedAndTheNextOpeningSeesIt(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            createThings(database);
            IntStream.range(0, 1000).forEach(i -> database.submit(h -> insert(h, i)));
            database.close();
            assertThatThrownBy(() -> database.change(h -> insert(h, 1)))
                    .isInstanceOf(StorageException.class);

            var again = Database.open(fresh.config());
            assertThat(count(again)).isEqualTo(1000);
            again.close();
        }
    }

    @StorageTest
    void theEpochRisesAtEachRestore(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            assertThat(database.read(Installation::epoch)).isEmpty();
            database.change(h -> Installation.begin(h, Instant.EPOCH));

            long raised = database.write(h -> Installation.raise(h, Instant.EPOCH));

            assertThat(raised).isEqualTo(2);
        }
    }

    private static int endless(int depth) {
        return depth < 0 ? depth : endless(depth + 1) + 1;
    }

    private static boolean await(CountDownLatch gate) {
        try {
            gate.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
