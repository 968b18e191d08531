package dev.rollcall.server.pki.key;

import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.server.pki.key.PrivateHalf.InToken;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;

/** What a database needs of tokens: the keys in it that are not finished, and are not in it. */
public final class TokenKeys {

    private TokenKeys() {}

    /** A key whose private half is in a token. */
    public record TokenKey(InToken where, KeyState state, PublicKey publicKey) {

        public TokenKey {
            Objects.requireNonNull(where, "where");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(publicKey, "publicKey");
        }
    }

    /**
     * What a token lacks, a sentence each.
     *
     * @param needed without which no server starts
     * @param others past and next ones
     */
    public record Lacking(List<String> needed, List<String> others) {

        public Lacking {
            needed = List.copyOf(needed);
            others = List.copyOf(others);
        }
    }

    /** Of every district and of the installation, by label. */
    public static List<TokenKey> of(Handle handle) {
        return handle.createQuery(
                        """
                        SELECT token, token_object, state, public_key FROM pki_key
                        WHERE token IS NOT NULL AND finished_at IS NULL
                        ORDER BY token, token_object
                        """)
                .map((row, c) ->
                        new TokenKey(
                                new InToken(row.getString("token"), row.getString("token_object")),
                                KeyState.of(row.getString("state")),
                                EcKeys.publicKey(row.getBytes("public_key"))))
                .list();
    }

    /** How a backup names what is not in it. */
    public static List<String> names(Handle handle) {
        return of(handle).stream().map(key -> key.where().toString()).toList();
    }

    /** Opens every one and has it sign. */
    public static Lacking missing(List<TokenKey> keys, KeyToken token) {
        var needed = new ArrayList<String>();
        var others = new ArrayList<String>();
        for (var key : keys) {
            try {
                token.open(key.where(), key.publicKey());
            } catch (PkiException e) {
                (key.state() == KeyState.CURRENT ? needed : others)
                        .add(Objects.requireNonNullElse(e.getMessage(), key.where().toString()));
            }
        }
        return new Lacking(needed, others);
    }
}
