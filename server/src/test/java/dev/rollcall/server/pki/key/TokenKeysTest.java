package dev.rollcall.server.pki.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.pki.TestPki;
import dev.rollcall.server.pki.key.PrivateHalf.InToken;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class TokenKeysTest {

    private static final InToken WHERE = new InToken("rollcall", "rollcall-order-4be2c0ffd00d");

    @TempDir private Path folder;

    private static PublicKey add(Database database, DistrictId district) {
        var key = EcKeys.generate().getPublic();
        database.write(h -> {
            Keys.add(
                    h,
                    district,
                    Purpose.ORDER,
                    KeyState.NEXT,
                    key,
                    Optional.of(WHERE),
                    TestPki.NOW);
            return key;
        });
        return key;
    }

    @StorageTest
    void aRowSaysInWhichTokenItsPrivateHalfIs(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var district = new TestPki(database, folder).initialize().district();

            var key = add(database, district);

            var lives = database.read(h -> KeyLives.of(h, district, Purpose.ORDER, KeyState.NEXT));
            assertThat(lives)
                    .filteredOn(life -> life.id().equals(KeyId.of(key)))
                    .singleElement()
                    .satisfies(life -> {
                        assertThat(life.privateHere()).isTrue();
                        assertThat(life.token()).contains(WHERE);
                    });
            assertThat(lives).filteredOn(life -> !life.privateHere()).hasSize(1);
            var stored = database.read(h -> Keys.find(h, district, Purpose.ORDER, KeyState.NEXT));
            assertThat(stored)
                    .filteredOn(each -> each.publicKey().equals(key))
                    .singleElement()
                    .satisfies(each -> {
                        assertThat(each.half()).contains(WHERE);
                        assertThat(each.encrypted()).isEmpty();
                    });
            assertThat(database.read(TokenKeys::names))
                    .containsExactly("rollcall-order-4be2c0ffd00d in token rollcall");
        }
    }

    @StorageTest
    void aFinishedKeyIsNamedForItsTokenAndNeededNoMore(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var district = new TestPki(database, folder).initialize().district();
            var key = KeyId.of(add(database, district));

            database.write(h -> {
                KeyLives.finish(h, district, key, TestPki.NOW);
                KeyLives.forgetPrivate(h, district, key);
                return key;
            });

            assertThat(database.read(TokenKeys::of)).isEmpty();
            var here = database.read(h -> Keys.inToken(h, "rollcall"));
            assertThat(here).containsExactly(WHERE.object());
            var elsewhere = database.read(h -> Keys.inToken(h, "another"));
            assertThat(elsewhere).isEmpty();
        }
    }

    @StorageTest
    void aPrivateHalfHasOnePlace(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var district = new TestPki(database, folder).initialize().district();
            var key = KeyId.of(add(database, district));

            assertThatThrownBy(() ->
                            database.write(h -> {
                                KeyLives.keepPrivate(
                                        h, district, key, Bytes.copyOf(new byte[] {1}));
                                return key;
                            }))
                    .satisfies(failure ->
                            assertThat(stackTrace(failure).toLowerCase(Locale.ROOT))
                                    .contains("pki_key_one_place"));
        }
    }

    private static String stackTrace(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @StorageTest
    void aKeyInATokenThatNobodyNamedIsToldByItsName(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var district = new TestPki(database, folder).initialize().district();
            var key = add(database, district);
            var vault =
                    database.read(h ->
                            KeyVault.open(
                                    h, Secret.ofText("any"), new SecureRandom(), Optional.empty()));

            assertThatThrownBy(() -> vault.open(WHERE, key))
                    .isInstanceOf(PkiException.class)
                    .hasMessageContaining("rollcall-order-4be2c0ffd00d in token rollcall")
                    .hasMessageContaining("pki.token.library");
            assertThat(vault.find(WHERE, key)).isEmpty();
        }
    }
}
