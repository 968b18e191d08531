package dev.rollcall.server.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.pki.Initialization.Result.AlreadyInitialized;
import dev.rollcall.server.pki.Initialization.Result.Initialized;
import dev.rollcall.server.pki.key.OfflineKeys;
import dev.rollcall.server.pki.key.PkiException;
import dev.rollcall.server.storage.Installation;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class InitializationTest {

    @TempDir private Path folder;

    @StorageTest
    void aSecondInitializationChangesNothingAndSaysSo(TestDatabase engine) throws IOException {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);
            var first = pki.initialization().run(pki.plan(), pki.founding());
            var offline = Files.readString(pki.plan().secrets().offlineFile());

            var second = pki.initialization().run(pki.plan(), pki.founding());

            assertThat(first).isInstanceOf(Initialized.class);
            assertThat(second).isEqualTo(new AlreadyInitialized(first.rootFingerprint()));
            assertThat(pki.open().rootFingerprint()).isEqualTo(first.rootFingerprint());
            assertThat(pki.plan().secrets().offlineFile()).hasContent(offline);
        }
    }

    @StorageTest
    void anInterruptedOneIsCompletedWithTheFilesItLeft(TestDatabase engine) throws IOException {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);
            var database = fresh.database();
            assertThatThrownBy(() ->
                            pki.initialization()
                                    .run(
                                            pki.plan(),
                                            (handle, now) -> {
                                                pki.founding().found(handle, now);
                                                throw new IllegalStateException("killed here");
                                            }))
                    .hasMessage("killed here");
            assertThat(database.read(Installation::epoch)).isEmpty();
            assertThat(database.read(pki.units()::districts)).isEmpty();
            var offline = Files.readString(pki.plan().secrets().offlineFile());
            var sealing = AuditSealing.open(pki.dataFolder(), TestPki.PASSPHRASE).publicKey();

            pki.initialize();

            assertThat(pki.plan().secrets().offlineFile()).hasContent(offline);
            assertThat(AuditSealing.open(pki.dataFolder(), TestPki.PASSPHRASE).publicKey())
                    .isEqualTo(sealing);
            assertThat(pki.open().roots().get(1)).isEqualTo(Pem.certificates(offline).getFirst());
        }
    }

    @StorageTest
    void killedBetweenTheFilesItMakesTheMissingOne(TestDatabase engine) throws IOException {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);
            AuditSealing.openOrCreate(pki.dataFolder(), TestPki.PASSPHRASE, 1, new SecureRandom());

            pki.initialize();

            assertThat(pki.plan().secrets().offlineFile()).exists();
        }
    }

    @StorageTest
    void anOfflineFileOfAnotherPassphraseIsNotOverwritten(TestDatabase engine) throws IOException {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);
            var plan = pki.plan();
            OfflineKeys.openOrCreate(
                    plan.secrets().offlineFile(),
                    Secret.ofText("another"),
                    1,
                    new SecureRandom(),
                    List.of());
            var before = Files.readString(plan.secrets().offlineFile());

            assertThatThrownBy(() -> pki.initialization().run(plan, pki.founding()))
                    .isInstanceOf(PkiException.class)
                    .hasMessageContaining("does not open it");

            assertThat(plan.secrets().offlineFile()).hasContent(before);
        }
    }

    @StorageTest
    void aWrongServerPassphraseIsToldAndOpensNothing(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);
            pki.initialize();

            assertThatThrownBy(() ->
                            Authorities.open(
                                    fresh.database(),
                                    Secret.ofText("wrong"),
                                    Optional.empty(),
                                    TestPki.endpoints("localhost"),
                                    () -> TestPki.NOW,
                                    new SecureRandom()))
                    .hasMessage("the server passphrase does not open the keys");
            assertThatThrownBy(() -> AuditSealing.open(pki.dataFolder(), Secret.ofText("wrong")))
                    .hasMessageContaining("does not open");
        }
    }

    @StorageTest
    void aServerThatWasNeverInitializedSaysWhatToDo(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);

            assertThatThrownBy(pki::open).hasMessageContaining("run rollcall init first");
        }
    }

    @StorageTest
    void keyFilesAreForTheirOwnerOnlyAndNoPrivateKeyIsStoredInClear(TestDatabase engine)
            throws IOException {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);
            pki.initialize();

            for (var file :
                    new Path[] {
                        pki.plan().secrets().offlineFile(),
                        pki.dataFolder().resolve("audit-sealing-key.pem")
                    }) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
                assertThat(file).content().doesNotContain("BEGIN PRIVATE KEY");
            }
            var stored =
                    fresh.database()
                            .read(h ->
                                    h.createQuery(
                                                    "SELECT private_key FROM pki_key WHERE private_key IS NOT NULL")
                                            .map((row, c) -> row.getBytes(1))
                                            .list());
            assertThat(stored)
                    .hasSize(6)
                    .allSatisfy(key ->
                            assertThatThrownBy(() -> EcKeys.privateKey(key))
                                    .isInstanceOf(IllegalArgumentException.class));
        }
    }
}
