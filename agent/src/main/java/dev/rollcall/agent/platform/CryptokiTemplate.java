package dev.rollcall.agent.platform;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** A list of CK_ATTRIBUTE: type, address of the value, its length. Lives as long as its arena. */
@SuppressWarnings("restricted")
public final class CryptokiTemplate {

    /** The attributes that are used. */
    public enum Attribute {
        CLASS(0x0),
        TOKEN(0x1),
        PRIVATE(0x2),
        LABEL(0x3),
        KEY_TYPE(0x100),
        ID(0x102),
        SENSITIVE(0x103),
        SIGN(0x108),
        VERIFY(0x10A),
        EXTRACTABLE(0x162),
        LOCAL(0x163),
        EC_PARAMS(0x180),
        EC_POINT(0x181),
        /** TPM2B_PUBLIC of a key of libtpm2-pkcs11. */
        TPM2_PUBLIC(0x8F00_0002L),
        /** TPM2B_PRIVATE, which only its TPM opens. */
        TPM2_PRIVATE(0x8F00_0003L);

        private final long code;

        Attribute(long code) {
            this.code = code;
        }
    }

    private static final long PUBLIC_KEY = 2;
    private static final long PRIVATE_KEY = 3;
    private static final long EC = 3;

    /** The object identifier of P-256 in DER. */
    private static final byte[] P256 = {6, 8, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 3, 1, 7};

    private static final int SIZE = 24;
    private static final int ADDRESS_AT = 8;
    private static final int LENGTH_AT = 16;
    private static final int MOST = 12;

    private final Arena arena;
    private final MemorySegment segment;
    private long count;

    private CryptokiTemplate(Arena arena) {
        this.arena = arena;
        this.segment = arena.allocate((long) SIZE * MOST, JAVA_LONG.byteAlignment());
    }

    static CryptokiTemplate publicKey(Arena arena, byte[] id, String label) {
        return key(arena, PUBLIC_KEY, id, label)
                .with(Attribute.PRIVATE, false)
                .with(Attribute.VERIFY, true)
                .with(Attribute.EC_PARAMS, P256);
    }

    static CryptokiTemplate privateKey(Arena arena, byte[] id, String label) {
        return key(arena, PRIVATE_KEY, id, label)
                .with(Attribute.PRIVATE, true)
                .with(Attribute.SIGN, true)
                .with(Attribute.SENSITIVE, true)
                .with(Attribute.EXTRACTABLE, false);
    }

    private static CryptokiTemplate key(Arena arena, long kind, byte[] id, String label) {
        return new CryptokiTemplate(arena)
                .with(Attribute.CLASS, kind)
                .with(Attribute.KEY_TYPE, EC)
                .with(Attribute.TOKEN, true)
                .with(Attribute.ID, id)
                .with(Attribute.LABEL, label.getBytes(StandardCharsets.US_ASCII));
    }

    static CryptokiTemplate privateKeyWith(Arena arena, byte[] id) {
        return objectsWith(arena, id).with(Attribute.CLASS, PRIVATE_KEY);
    }

    static CryptokiTemplate privateKeysLabeled(Arena arena, String label) {
        return new CryptokiTemplate(arena)
                .with(Attribute.CLASS, PRIVATE_KEY)
                .with(Attribute.LABEL, label.getBytes(StandardCharsets.US_ASCII));
    }

    static CryptokiTemplate objectsWith(Arena arena, byte[] id) {
        return new CryptokiTemplate(arena).with(Attribute.ID, id);
    }

    /** Room for the value of an attribute. */
    static CryptokiTemplate room(Arena arena, Attribute attribute, int bytes) {
        return new CryptokiTemplate(arena).with(attribute, new byte[bytes]);
    }

    MemorySegment segment() {
        return segment;
    }

    long count() {
        return count;
    }

    /** What a function wrote to the value of an attribute. */
    byte[] value(int index) {
        long at = (long) index * SIZE;
        long length = segment.get(JAVA_LONG, at + LENGTH_AT);
        return segment.get(ADDRESS, at + ADDRESS_AT).reinterpret(length).toArray(JAVA_BYTE);
    }

    private CryptokiTemplate with(Attribute attribute, boolean value) {
        return with(attribute, new byte[] {(byte) (value ? 1 : 0)});
    }

    private CryptokiTemplate with(Attribute attribute, long value) {
        return with(attribute, arena.allocateFrom(JAVA_LONG, value));
    }

    private CryptokiTemplate with(Attribute attribute, byte[] value) {
        return with(attribute, Cryptoki.bytes(arena, value));
    }

    private CryptokiTemplate with(Attribute attribute, MemorySegment value) {
        long at = count * SIZE;
        segment.set(JAVA_LONG, at, attribute.code);
        segment.set(ADDRESS, at + ADDRESS_AT, value);
        segment.set(JAVA_LONG, at + LENGTH_AT, value.byteSize());
        count++;
        return this;
    }
}
