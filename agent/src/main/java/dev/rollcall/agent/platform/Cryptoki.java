package dev.rollcall.agent.platform;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A PKCS#11 library in this process, as far as a device's key needs it (PKCS#11 2.40; a CK_ULONG
 * has 64 bits). The library keeps one state for the whole process: there is one of these at a time,
 * and it is used by one thread at a time.
 */
@SuppressWarnings("restricted")
public final class Cryptoki implements AutoCloseable {

    private static final long OK = 0;
    private static final long RW_SESSION = 0x2 | 0x4;
    private static final long SECURITY_OFFICER = 0;
    private static final long USER = 1;
    private static final long TOKEN_INITIALIZED = 0x400;
    private static final long USER_PIN_INITIALIZED = 0x8;
    private static final int LABEL = 32;
    private static final int FLAGS_AT = 96;
    private static final int TOKEN_INFO = 256;
    private static final int MOST_SLOTS = 64;

    private final SymbolLookup library;
    private final Map<String, MethodHandle> functions = new ConcurrentHashMap<>();

    private Cryptoki(SymbolLookup library) {
        this.library = library;
    }

    /**
     * Loads and initializes it.
     *
     * @param name as the dynamic linker looks it up
     * @param environment what the library reads by {@code getenv}; what is set already stays, but
     *     for what must be so
     * @param must likewise, and replaces what is set
     */
    public static Cryptoki load(
            String name, Map<String, String> environment, Map<String, String> must)
            throws CryptokiException {
        environment.forEach((variable, value) -> setenv(variable, value, 0));
        must.forEach((variable, value) -> setenv(variable, value, 1));
        Cryptoki loaded;
        try {
            loaded = new Cryptoki(SymbolLookup.libraryLookup(name, Arena.global()));
        } catch (IllegalArgumentException e) {
            throw CryptokiException.notLoaded(name);
        }
        loaded.call("C_Initialize", MemorySegment.NULL);
        return loaded;
    }

    /** The slot of the token with this label, of at most 32 ASCII characters. */
    private long slotOf(String label) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            for (long slot : slots(arena)) {
                var info = info(arena, slot);
                if (isInitialized(info) && label.equals(label(info))) {
                    if ((info.get(JAVA_LONG, FLAGS_AT) & USER_PIN_INITIALIZED) == 0) {
                        throw CryptokiException.unfinishedToken();
                    }
                    return slot;
                }
            }
        }
        throw CryptokiException.noToken();
    }

    /** Makes a token in the first slot that has none, open to this PIN; nobody is its officer. */
    public void makeToken(String label, String officerPin, String pin) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            long slot = emptySlot(arena).orElseThrow(CryptokiException::noToken);
            var padded = new byte[LABEL];
            Arrays.fill(padded, (byte) ' ');
            var text = ascii(label);
            System.arraycopy(text, 0, padded, 0, text.length);
            var officer = bytes(arena, ascii(officerPin));
            call("C_InitToken", slot, officer, officer.byteSize(), bytes(arena, padded));
            long session = openSession(arena, slot);
            try {
                call("C_Login", session, SECURITY_OFFICER, officer, officer.byteSize());
                var user = bytes(arena, ascii(pin));
                call("C_InitPIN", session, user, user.byteSize());
                call("C_Logout", session);
            } finally {
                call("C_CloseSession", session);
            }
        }
    }

    /** A session with the token of this label, logged in as its user. */
    public CryptokiSession login(String label, String pin) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            long session = openSession(arena, slotOf(label));
            try {
                var user = bytes(arena, ascii(pin));
                call("C_Login", session, USER, user, user.byteSize());
                return new CryptokiSession(this, session);
            } catch (CryptokiException e) {
                call("C_CloseSession", session);
                throw e;
            }
        }
    }

    /** Ends all sessions. */
    @Override
    public void close() {
        try {
            call("C_Finalize", MemorySegment.NULL);
        } catch (CryptokiException e) {
            // what was not initialized needs no end
        }
    }

    /** Calls a function by its name: longs, addresses and one-byte booleans go as they are. */
    void call(String function, Object... arguments) throws CryptokiException {
        long answer;
        try {
            answer =
                    (long)
                            functions
                                    .computeIfAbsent(function, name -> link(name, arguments))
                                    .invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("could not call " + function, e);
        }
        if (answer != OK) {
            throw new CryptokiException(function, answer);
        }
    }

    private MethodHandle link(String function, Object[] arguments) {
        var layouts = Arrays.stream(arguments).map(Cryptoki::layout).toArray(MemoryLayout[]::new);
        return Linker.nativeLinker()
                .downcallHandle(
                        library.findOrThrow(function), FunctionDescriptor.of(JAVA_LONG, layouts));
    }

    private static MemoryLayout layout(Object argument) {
        return switch (argument) {
            case Long _ -> JAVA_LONG;
            case Byte _ -> JAVA_BYTE;
            default -> ADDRESS;
        };
    }

    private long openSession(Arena arena, long slot) throws CryptokiException {
        var handle = arena.allocate(JAVA_LONG);
        call("C_OpenSession", slot, RW_SESSION, MemorySegment.NULL, MemorySegment.NULL, handle);
        return handle.get(JAVA_LONG, 0);
    }

    private long[] slots(Arena arena) throws CryptokiException {
        var list = arena.allocate(JAVA_LONG, MOST_SLOTS);
        var count = arena.allocateFrom(JAVA_LONG, MOST_SLOTS);
        call("C_GetSlotList", (byte) 1, list, count);
        int found = Math.toIntExact(Math.min(MOST_SLOTS, count.get(JAVA_LONG, 0)));
        return Arrays.copyOf(list.toArray(JAVA_LONG), found);
    }

    private Optional<Long> emptySlot(Arena arena) throws CryptokiException {
        for (long slot : slots(arena)) {
            if (!isInitialized(info(arena, slot))) {
                return Optional.of(slot);
            }
        }
        return Optional.empty();
    }

    private MemorySegment info(Arena arena, long slot) throws CryptokiException {
        var info = arena.allocate(TOKEN_INFO, JAVA_LONG.byteAlignment());
        call("C_GetTokenInfo", slot, info);
        return info;
    }

    private static boolean isInitialized(MemorySegment info) {
        return (info.get(JAVA_LONG, FLAGS_AT) & TOKEN_INITIALIZED) != 0;
    }

    private static String label(MemorySegment info) {
        var text = info.asSlice(0, LABEL).toArray(JAVA_BYTE);
        return new String(text, StandardCharsets.US_ASCII).stripTrailing();
    }

    static MemorySegment bytes(Arena arena, byte[] content) {
        return arena.allocateFrom(JAVA_BYTE, content);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** {@code System.getenv} keeps what it was started with, and so do programs that are run. */
    private static void setenv(String variable, String value, int overwrite) {
        var linker = Linker.nativeLinker();
        var setenv =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("setenv"),
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        try (var arena = Arena.ofConfined()) {
            int failed =
                    (int)
                            setenv.invokeExact(
                                    arena.allocateFrom(variable),
                                    arena.allocateFrom(value),
                                    overwrite);
            if (failed != 0) {
                throw new IllegalStateException("could not set " + variable);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("could not set " + variable, e);
        }
    }
}
