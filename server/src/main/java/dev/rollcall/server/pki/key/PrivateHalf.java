package dev.rollcall.server.pki.key;

import dev.rollcall.common.json.Bytes;
import java.util.Objects;
import java.util.Optional;

/** Where the private half of a key is that this installation can sign with. */
public sealed interface PrivateHalf {

    /** In the database, as encrypted PKCS#8. */
    record Encrypted(Bytes pkcs8) implements PrivateHalf {

        public Encrypted {
            Objects.requireNonNull(pkcs8, "pkcs8");
        }
    }

    /**
     * In a PKCS#11 token, which never gives it out.
     *
     * @param token its label
     * @param object label of the private key in it
     */
    record InToken(String token, String object) implements PrivateHalf {

        public InToken {
            Objects.requireNonNull(token, "token");
            Objects.requireNonNull(object, "object");
        }

        @Override
        public String toString() {
            return object + " in token " + token;
        }
    }

    /** The encrypted bytes, where they are in the database. */
    default Optional<Bytes> encrypted() {
        return switch (this) {
            case Encrypted(var pkcs8) -> Optional.of(pkcs8);
            case InToken _ -> Optional.empty();
        };
    }

    /** The reference, where it is in a token. */
    default Optional<InToken> inToken() {
        return switch (this) {
            case Encrypted _ -> Optional.empty();
            case InToken reference -> Optional.of(reference);
        };
    }
}
