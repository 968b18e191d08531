package dev.rollcall.agent.tpm;

import dev.rollcall.common.json.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A TPM 2.0 and the commands of it that the agent needs, with the empty authorizations that a TPM
 * has unless somebody set others. A command that fails is a {@link TpmException}. For one thread.
 */
public final class Tpm implements AutoCloseable {

    private static final int NO_SESSIONS = 0x8001;
    private static final int SESSIONS = 0x8002;
    private static final int HEADER = 10;
    private static final int MAX_COMMAND = 4096;

    private static final int ALG_SHA256 = 0x000B;
    private static final int ALG_NULL = 0x0010;

    private static final int OWNER = 0x4000_0001;
    private static final int NULL = 0x4000_0007;
    private static final int ENDORSEMENT = 0x4000_000B;
    private static final int HMAC_SESSION = 0;
    private static final int POLICY_SESSION = 1;
    private static final int GO_ON = 0x01;
    private static final int AUDIT_AND_GO_ON = 0x81;
    private static final Authorization EMPTY_PASSWORD = new Authorization(0x4000_0009, 0);
    private static final int READ_PUBLIC = 0x173;

    /** The handle that it has by custom (TCG TPM v2.0 Provisioning Guidance, section 7.8). */
    static final int STORAGE_ROOT_KEY = 0x8100_0001;

    private static final int NV_CHUNK = 512;
    private static final int NV_MOST = 8192;

    /** TPM_RC_HANDLE of the first handle. */
    static final int NO_HANDLE = 0x18B;

    /** TPM_RC_YIELDED, TPM_RC_TESTING, TPM_RC_RETRY. */
    private static final Set<Integer> BUSY = Set.of(0x908, 0x90A, 0x922);

    private static final int MOST_ATTEMPTS = 10;

    private static final byte[] NOTHING = new byte[0];

    private final TpmChannel channel;

    private Tpm(TpmChannel channel) {
        this.channel = channel;
    }

    /** Of a channel, which closes with it. */
    static Tpm open(TpmChannel channel) {
        return new Tpm(channel);
    }

    /** A loaded key, until it is flushed. @param area TPMT_PUBLIC */
    record Loaded(int handle, Bytes area) {}

    /** A key outside of the TPM. @param blob TPM2B_PRIVATE's inside, which only its TPM opens */
    public record Wrapped(Bytes area, Bytes blob) {}

    /**
     * What a TPM tells everybody of a key.
     *
     * @param area TPMT_PUBLIC
     * @param qualifiedName a digest of it and of everything above it (part 1, section 16)
     */
    record Described(Bytes area, Bytes qualifiedName) {}

    /** Words of a key. @param statement TPMS_ATTEST @param signature TPMT_SIGNATURE */
    record Said(Bytes statement, Bytes signature) {}

    /** What permits a command, or goes with it. @param attributes TPMA_SESSION */
    private record Authorization(int session, int attributes) {}

    Loaded endorsement(byte[] template) throws TpmException {
        return primary(ENDORSEMENT, template);
    }

    /** Of the owner's hierarchy; the same template gives the same key. */
    Loaded primary(byte[] template) throws TpmException {
        return primary(OWNER, template);
    }

    private Loaded primary(int hierarchy, byte[] template) throws TpmException {
        var reply =
                run(
                        "CreatePrimary",
                        0x131,
                        List.of(hierarchy),
                        List.of(EMPTY_PASSWORD),
                        new TpmWriter()
                                .sized(emptySensitive())
                                .sized(template)
                                .sized(NOTHING)
                                .uint32(0),
                        1);
        int handle = reply.uint32();
        return new Loaded(handle, Bytes.copyOf(reply.sized()));
    }

    /** Below the storage root key, which is there for as long as the TPM has its owner. */
    Loaded load(Wrapped key) throws TpmException {
        var reply =
                run(
                        "Load",
                        0x157,
                        List.of(STORAGE_ROOT_KEY),
                        List.of(EMPTY_PASSWORD),
                        new TpmWriter().sized(key.blob().toArray()).sized(key.area().toArray()),
                        1);
        return new Loaded(reply.uint32(), key.area());
    }

    /** TPM2_ReadPublic, which is for everybody. @throws TpmException with NO_HANDLE */
    Described describe(int handle) throws TpmException {
        return described(run("ReadPublic", READ_PUBLIC, List.of(handle), List.of(), nothing(), 0));
    }

    /** The same, so that the session remembers what was asked and what was answered. */
    Described describe(Loaded key, int session) throws TpmException {
        return described(
                run(
                        "ReadPublic",
                        READ_PUBLIC,
                        List.of(key.handle()),
                        List.of(new Authorization(session, AUDIT_AND_GO_ON)),
                        nothing(),
                        0));
    }

    private static Described described(TpmReply reply) throws TpmException {
        var area = Bytes.copyOf(reply.sized());
        var _ = reply.sized();
        return new Described(area, Bytes.copyOf(reply.sized()));
    }

    /** Says by a key what a session remembers. */
    Said remembered(int session, Loaded by, Bytes nonce) throws TpmException {
        var reply =
                run(
                        "GetSessionAuditDigest",
                        0x14D,
                        List.of(ENDORSEMENT, by.handle(), session),
                        List.of(EMPTY_PASSWORD, EMPTY_PASSWORD),
                        new TpmWriter().sized(nonce.toArray()).uint16(ALG_NULL),
                        0);
        var statement = Bytes.copyOf(reply.sized());
        return new Said(statement, Bytes.copyOf(reply.rest()));
    }

    /**
     * What a credential for both keys is opened to.
     *
     * @param credential TPM2B_ID_OBJECT
     * @param secret TPM2B_ENCRYPTED_SECRET
     */
    Bytes activate(Loaded endorsement, Loaded key, Bytes credential, Bytes secret)
            throws TpmException {
        int session = policySession();
        try {
            policySecret(session);
            var reply =
                    run(
                            "ActivateCredential",
                            0x147,
                            List.of(key.handle(), endorsement.handle()),
                            List.of(EMPTY_PASSWORD, new Authorization(session, GO_ON)),
                            new TpmWriter().raw(credential.toArray()).raw(secret.toArray()),
                            0);
            return Bytes.copyOf(reply.sized());
        } finally {
            flush(session);
        }
    }

    /** One that remembers what was done in it. */
    int auditSession() throws TpmException {
        return session(HMAC_SESSION);
    }

    /** Ends it; its number says nothing after that. */
    void end(int session) throws TpmException {
        flush(session);
    }

    private int policySession() throws TpmException {
        return session(POLICY_SESSION);
    }

    private int session(int kind) throws TpmException {
        var reply =
                run(
                        "StartAuthSession",
                        0x176,
                        List.of(NULL, NULL),
                        List.of(),
                        new TpmWriter()
                                .sized(new byte[32])
                                .sized(NOTHING)
                                .uint8(kind)
                                .uint16(ALG_NULL)
                                .uint16(ALG_SHA256),
                        1);
        return reply.uint32();
    }

    private void policySecret(int session) throws TpmException {
        var _ =
                run(
                        "PolicySecret",
                        0x151,
                        List.of(ENDORSEMENT, session),
                        List.of(EMPTY_PASSWORD),
                        new TpmWriter().sized(NOTHING).sized(NOTHING).sized(NOTHING).uint32(0),
                        0);
    }

    /** What an NV index that everybody may read holds; empty where there is none of that number. */
    Optional<Bytes> nv(int index) throws TpmException {
        byte[] area;
        try {
            area =
                    run("NV_ReadPublic", 0x169, List.of(index), List.of(), new TpmWriter(), 0)
                            .sized();
        } catch (TpmException e) {
            if (e.code() == NO_HANDLE) {
                return Optional.empty();
            }
            throw e;
        }
        int size = Short.toUnsignedInt(ByteBuffer.wrap(area).getShort(area.length - Short.BYTES));
        if (size > NV_MOST) {
            throw new TpmException("the NV index has " + size + " bytes");
        }
        var read = ByteBuffer.allocate(size);
        while (read.hasRemaining()) {
            int count = Math.min(NV_CHUNK, read.remaining());
            var reply =
                    run(
                            "NV_Read",
                            0x14E,
                            List.of(index, index),
                            List.of(EMPTY_PASSWORD),
                            new TpmWriter().uint16(count).uint16(read.position()),
                            0);
            var chunk = reply.sized();
            if (chunk.length != count) {
                throw new TpmException("the NV index ended too early");
            }
            read.put(chunk);
        }
        return Optional.of(Bytes.copyOf(read.array()));
    }

    void flush(Loaded key) throws TpmException {
        flush(key.handle());
    }

    private void flush(int handle) throws TpmException {
        var _ = run("FlushContext", 0x165, List.of(), List.of(), nothing().uint32(handle), 0);
    }

    private static TpmWriter nothing() {
        return new TpmWriter();
    }

    /** TPMS_SENSITIVE_CREATE of a key without a password. */
    private static byte[] emptySensitive() {
        return new TpmWriter().sized(NOTHING).sized(NOTHING).toArray();
    }

    /**
     * Runs a command (part 1, section 18).
     *
     * @param by for each of the first handles that need it, and what goes with the command. All
     *     have an empty secret, of which nobody needs to show a proof
     * @param handles of the response
     */
    private TpmReply run(
            String name,
            int code,
            List<Integer> on,
            List<Authorization> by,
            TpmWriter with,
            int handles)
            throws TpmException {
        var body = new TpmWriter();
        on.forEach(body::uint32);
        if (!by.isEmpty()) {
            var sessions = new TpmWriter();
            by.forEach(each ->
                    sessions.uint32(each.session())
                            .sized(NOTHING)
                            .uint8(each.attributes())
                            .sized(NOTHING));
            body.uint32(sessions.toArray().length).raw(sessions.toArray());
        }
        body.raw(with.toArray());
        var bytes = body.toArray();
        if (HEADER + bytes.length > MAX_COMMAND) {
            throw new TpmException(name + " is too large");
        }
        var command =
                new TpmWriter()
                        .uint16(by.isEmpty() ? NO_SESSIONS : SESSIONS)
                        .uint32(HEADER + bytes.length)
                        .uint32(code)
                        .raw(bytes);
        var response = answered(name, command.toArray());
        int first = HEADER + handles * Integer.BYTES;
        if (by.isEmpty()) {
            return new TpmReply(Arrays.copyOfRange(response, HEADER, response.length));
        }
        // after its parameters come the sessions' own, which say nothing about an empty password
        var sizes = ByteBuffer.wrap(response);
        if (response.length < first + Integer.BYTES) {
            throw new TpmException(name + " was answered too shortly");
        }
        int size = sizes.getInt(first);
        if (size < 0 || size > response.length - first - Integer.BYTES) {
            throw new TpmException(name + " was answered with sizes that contradict");
        }
        return new TpmReply(
                ByteBuffer.allocate(handles * Integer.BYTES + size)
                        .put(response, HEADER, handles * Integer.BYTES)
                        .put(response, first + Integer.BYTES, size)
                        .array());
    }

    /** Asked again where the TPM says that it is busy with itself (part 3, section 5.2). */
    private byte[] answered(String name, byte[] command) throws TpmException {
        for (int attempt = 1; ; attempt++) {
            var response = transmit(name, command);
            int result = ByteBuffer.wrap(response).getInt(Short.BYTES + Integer.BYTES);
            if (result == 0) {
                return response;
            }
            if (!BUSY.contains(result) || attempt == MOST_ATTEMPTS) {
                throw new TpmException(name, result);
            }
            LockSupport.parkNanos(Duration.ofMillis(20L * attempt).toNanos());
        }
    }

    private byte[] transmit(String name, byte[] command) throws TpmException {
        try {
            return channel.transmit(command);
        } catch (IOException e) {
            throw new TpmException(name + " was not answered", e);
        }
    }

    @Override
    public void close() throws TpmException {
        try {
            channel.close();
        } catch (IOException e) {
            throw new TpmException("the TPM could not be closed", e);
        }
    }
}
