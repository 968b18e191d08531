package dev.rollcall.common.pki;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.rollcall.common.json.Digest;
import java.security.PublicKey;
import java.util.regex.Pattern;

/**
 * Names a public key: the first 16 hexadecimal characters of the SHA-256 of its
 * SubjectPublicKeyInfo.
 */
public record KeyId(@JsonValue String value) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{16}");

    @JsonCreator
    public KeyId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a key id: 16 hexadecimal characters expected");
        }
    }

    public static KeyId of(PublicKey key) {
        return new KeyId(Digest.of(key.getEncoded()).hex().substring(0, 16));
    }

    @Override
    public String toString() {
        return value;
    }
}
