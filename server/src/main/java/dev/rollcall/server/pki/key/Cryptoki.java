package dev.rollcall.server.pki.key;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The few functions of PKCS#11 (version 2.40) that Java's own provider does not offer: which token
 * has a label, and taking an object away by its label. Everything else goes by that provider, which
 * shares the module's state and the login of this process. For 64-bit Linux, where CK_ULONG is 8
 * bytes.
 */
@SuppressWarnings("restricted") // calls into the module are what this is for
final class Cryptoki {

    private static final long OK = 0;
    private static final long ALREADY_INITIALIZED = 0x191;

    /** In pointers from the beginning of CK_FUNCTION_LIST, after its version. */
    private static final int INITIALIZE = 0;

    private static final int GET_SLOT_LIST = 4;
    private static final int GET_TOKEN_INFO = 6;
    private static final int OPEN_SESSION = 12;
    private static final int CLOSE_SESSION = 13;
    private static final int DESTROY_OBJECT = 22;
    private static final int FIND_OBJECTS_INIT = 26;
    private static final int FIND_OBJECTS = 27;
    private static final int FIND_OBJECTS_FINAL = 28;

    private static final long OS_LOCKING_OK = 2;
    private static final long SERIAL_SESSION = 4;
    private static final long RW_SESSION = 2;
    private static final long TRUE = 1;
    private static final long CKA_LABEL = 3;
    private static final int LABEL_BYTES = 32;

    /** More than CK_TOKEN_INFO of any version takes. */
    private static final long TOKEN_INFO_BYTES = 512;

    private static final long MOST_SLOTS = 1_000;
    private static final long MOST_OBJECTS = 100;

    private final Path library;
    private final MemorySegment functions;

    private Cryptoki(Path library, MemorySegment functions) {
        this.library = library;
        this.functions = functions;
    }

    /** A slot with a token. @param label of the token */
    record Slot(long id, String label) {}

    /** Loads a module for as long as this process lives, and initializes it if nobody did. */
    static Cryptoki load(Path library) {
        MemorySegment entry;
        try {
            entry =
                    SymbolLookup.libraryLookup(library, Arena.global())
                            .find("C_GetFunctionList")
                            .orElseThrow(() ->
                                    new PkiException(
                                            library + " is no PKCS#11 module (pki.token.library)"));
        } catch (IllegalArgumentException e) {
            throw new PkiException(
                    "the PKCS#11 module "
                            + library
                            + " cannot be loaded: install it, or correct pki.token.library",
                    e);
        }
        try (var arena = Arena.ofConfined()) {
            var list = arena.allocate(ADDRESS);
            var get =
                    Linker.nativeLinker()
                            .downcallHandle(entry, FunctionDescriptor.of(JAVA_LONG, ADDRESS));
            require(library, "C_GetFunctionList", (long) get.invokeExact(list));
            var module =
                    new Cryptoki(
                            library,
                            list.get(ADDRESS, 0).reinterpret(8 + 8L * (FIND_OBJECTS_FINAL + 1)));
            module.initialize(arena);
            return module;
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException("a downcall failed", failure);
        }
    }

    private void initialize(Arena arena) {
        // CK_C_INITIALIZE_ARGS: four functions, flags, reserved
        var arguments = arena.allocate(MemoryLayout.sequenceLayout(6, JAVA_LONG));
        arguments.setAtIndex(JAVA_LONG, 4, OS_LOCKING_OK);
        long result = call(INITIALIZE, arguments);
        if (result != OK && result != ALREADY_INITIALIZED) {
            throw new PkiException(
                    "the PKCS#11 module %s does not start (C_Initialize: 0x%x): look at its own configuration, such as SOFTHSM2_CONF, and whether this user may read and write what it names"
                            .formatted(library, result));
        }
    }

    /** Every slot with a token in it. */
    List<Slot> slots() {
        try (var arena = Arena.ofConfined()) {
            var count = arena.allocate(JAVA_LONG);
            require("C_GetSlotList", slotList(MemorySegment.NULL, count));
            long slots = Math.min(count.get(JAVA_LONG, 0), MOST_SLOTS);
            var ids = arena.allocate(JAVA_LONG, Math.max(1, slots));
            count.set(JAVA_LONG, 0, slots);
            require("C_GetSlotList", slotList(ids, count));
            var found = new ArrayList<Slot>();
            for (long i = 0; i < count.get(JAVA_LONG, 0); i++) {
                long id = ids.getAtIndex(JAVA_LONG, i);
                var info = arena.allocate(TOKEN_INFO_BYTES, 8);
                require("C_GetTokenInfo", call(GET_TOKEN_INFO, id, info));
                var label = info.asSlice(0, LABEL_BYTES).toArray(JAVA_BYTE);
                found.add(new Slot(id, new String(label, StandardCharsets.UTF_8).stripTrailing()));
            }
            return found;
        }
    }

    private long slotList(MemorySegment ids, MemorySegment count) {
        var descriptor = FunctionDescriptor.of(JAVA_LONG, JAVA_BYTE, ADDRESS, ADDRESS);
        try {
            return (long)
                    Linker.nativeLinker()
                            .downcallHandle(function(GET_SLOT_LIST), descriptor)
                            .invokeExact((byte) TRUE, ids, count);
        } catch (Throwable failure) {
            throw new IllegalStateException("a downcall failed", failure);
        }
    }

    /**
     * Destroys every object with a label; the process must be logged in. It is no error where there
     * is none.
     */
    int destroy(long slot, String label) {
        try (var arena = Arena.ofConfined()) {
            var session = arena.allocate(JAVA_LONG);
            require("C_OpenSession", openSession(slot, session));
            long id = session.get(JAVA_LONG, 0);
            try {
                var objects = find(arena, id, label);
                for (long object : objects) {
                    require("C_DestroyObject", call(DESTROY_OBJECT, id, object));
                }
                return objects.length;
            } finally {
                require("C_CloseSession", call(CLOSE_SESSION, id));
            }
        }
    }

    private long[] find(Arena arena, long session, String label) {
        var text = label.getBytes(StandardCharsets.UTF_8);
        var value = arena.allocateFrom(JAVA_BYTE, text);
        // CK_ATTRIBUTE: type, value, length
        var attribute = arena.allocate(MemoryLayout.sequenceLayout(3, JAVA_LONG));
        attribute.setAtIndex(JAVA_LONG, 0, CKA_LABEL);
        attribute.setAtIndex(ADDRESS, 1, value);
        attribute.setAtIndex(JAVA_LONG, 2, text.length);
        require("C_FindObjectsInit", call(FIND_OBJECTS_INIT, session, attribute, 1L));
        var handles = arena.allocate(JAVA_LONG, MOST_OBJECTS);
        var count = arena.allocate(JAVA_LONG);
        require("C_FindObjects", call(FIND_OBJECTS, session, handles, MOST_OBJECTS, count));
        require("C_FindObjectsFinal", call(FIND_OBJECTS_FINAL, session));
        return handles.asSlice(0, 8 * count.get(JAVA_LONG, 0)).toArray(JAVA_LONG);
    }

    private long openSession(long slot, MemorySegment session) {
        return call(
                OPEN_SESSION,
                slot,
                SERIAL_SESSION | RW_SESSION,
                MemorySegment.NULL,
                MemorySegment.NULL,
                session);
    }

    /** Of arguments that are each a CK_ULONG or a pointer. */
    private long call(int function, Object... arguments) {
        var layouts = new ValueLayout[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            layouts[i] = arguments[i] instanceof Long ? JAVA_LONG : ADDRESS;
        }
        try {
            return (long)
                    Linker.nativeLinker()
                            .downcallHandle(
                                    function(function), FunctionDescriptor.of(JAVA_LONG, layouts))
                            .invokeWithArguments(arguments);
        } catch (Throwable failure) {
            throw new IllegalStateException("a downcall failed", failure);
        }
    }

    private MemorySegment function(int index) {
        return functions.get(ADDRESS, 8 + 8L * index);
    }

    private void require(String function, long result) {
        require(library, function, result);
    }

    private static void require(Path library, String function, long result) {
        if (result != OK) {
            throw new PkiException(
                    "the PKCS#11 module %s failed (%s: 0x%x)".formatted(library, function, result));
        }
    }
}
