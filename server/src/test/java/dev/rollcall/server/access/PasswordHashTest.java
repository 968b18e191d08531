package dev.rollcall.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.Golden;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PasswordHashTest {

    /** Made by another implementation of Argon2id. */
    @Test
    void aRecordedHashStillMatchesItsPasswordAndNoOther() {
        var recorded = new PasswordHash(Golden.text("secrets/password-hash.txt"));

        assertThat(recorded.matches(Secret.ofText("correct hörse battery"))).isTrue();
        assertThat(recorded.matches(Secret.ofText("correct horse battery"))).isFalse();
    }

    @Test
    void aNewHashHasTheSameFormAndASaltOfItsOwn() {
        var random = new SplittableRandom(7);
        var password = Secret.ofText("correct hörse battery");
        var one = PasswordHash.of(password, random);
        var other = PasswordHash.of(password, random);

        assertThat(one.text())
                .hasSameSizeAs(Golden.text("secrets/password-hash.txt"))
                .startsWith("$argon2id$v=19$m=19456,t=2,p=1$")
                .isNotEqualTo(other.text());
        assertThat(other.matches(password)).isTrue();
    }
}
