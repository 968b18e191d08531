package dev.rollcall.agent.platform;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.rollcall.agent.platform.CryptokiTemplate.Attribute;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A session of a token's user: keys on P-256, by their id. Used by one thread at a time. */
public final class CryptokiSession {

    private static final long EC_KEY_PAIR_GEN = 0x1040;
    private static final long ECDSA = 0x1041;
    private static final int MECHANISM = 24;
    private static final int MOST_KEYS = 256;
    private static final int SIGNATURE = 64;
    private static final int LONGEST_VALUE = 4_096;

    private final Cryptoki cryptoki;
    private final long session;

    CryptokiSession(Cryptoki cryptoki, long session) {
        this.cryptoki = cryptoki;
        this.session = session;
    }

    /**
     * Makes a key in the token, whose private half is born sensitive and never leaves it.
     *
     * @return the public point as CKA_EC_POINT gives it: an octet string in DER
     */
    public byte[] generate(byte[] id, String label) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var open = CryptokiTemplate.publicKey(arena, id, label);
            var secret = CryptokiTemplate.privateKey(arena, id, label);
            var openHandle = arena.allocate(JAVA_LONG);
            var secretHandle = arena.allocate(JAVA_LONG);
            cryptoki.call(
                    "C_GenerateKeyPair",
                    session,
                    mechanism(arena, EC_KEY_PAIR_GEN),
                    open.segment(),
                    open.count(),
                    secret.segment(),
                    secret.count(),
                    openHandle,
                    secretHandle);
            return value(openHandle.get(JAVA_LONG, 0), Attribute.EC_POINT);
        }
    }

    /** The handle of a private key; empty where the token has none of this id. */
    public Optional<Long> privateKey(byte[] id) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            return find(arena, CryptokiTemplate.privateKeyWith(arena, id)).stream().findFirst();
        }
    }

    /** Of every private key with this label. */
    public List<byte[]> ids(String label) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var ids = new ArrayList<byte[]>();
            for (long key : find(arena, CryptokiTemplate.privateKeysLabeled(arena, label))) {
                ids.add(value(key, Attribute.ID));
            }
            return ids;
        }
    }

    /** Destroys both halves of a key, for good. */
    public void destroy(byte[] id) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            for (long object : find(arena, CryptokiTemplate.objectsWith(arena, id))) {
                cryptoki.call("C_DestroyObject", session, object);
            }
        }
    }

    /** Signs a SHA-256 digest by ECDSA: r and s, 32 bytes each. */
    public byte[] sign(long key, byte[] digest) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            cryptoki.call("C_SignInit", session, mechanism(arena, ECDSA), key);
            var signature = arena.allocate(SIGNATURE);
            var length = arena.allocateFrom(JAVA_LONG, SIGNATURE);
            var data = Cryptoki.bytes(arena, digest);
            cryptoki.call("C_Sign", session, data, data.byteSize(), signature, length);
            return signature.asSlice(0, length.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
        }
    }

    /** An attribute of an object. */
    public byte[] value(long object, Attribute attribute) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var asked = CryptokiTemplate.room(arena, attribute, LONGEST_VALUE);
            cryptoki.call("C_GetAttributeValue", session, object, asked.segment(), asked.count());
            return asked.value(0);
        }
    }

    private List<Long> find(Arena arena, CryptokiTemplate template) throws CryptokiException {
        cryptoki.call("C_FindObjectsInit", session, template.segment(), template.count());
        try {
            var found = arena.allocate(JAVA_LONG, MOST_KEYS);
            var count = arena.allocate(JAVA_LONG);
            cryptoki.call("C_FindObjects", session, found, (long) MOST_KEYS, count);
            var handles = new ArrayList<Long>();
            for (long i = 0; i < count.get(JAVA_LONG, 0); i++) {
                handles.add(found.getAtIndex(JAVA_LONG, i));
            }
            return handles;
        } finally {
            cryptoki.call("C_FindObjectsFinal", session);
        }
    }

    private static MemorySegment mechanism(Arena arena, long type) {
        var mechanism = arena.allocate(MECHANISM, JAVA_LONG.byteAlignment());
        mechanism.set(JAVA_LONG, 0, type);
        return mechanism;
    }
}
