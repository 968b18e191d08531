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
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Set;

/**
 * Whether the kernel encrypts what lies in a folder (fscrypt, in ext4, f2fs and others), which no
 * file tells. The folder is opened and never listed, and its key may be locked.
 */
@SuppressWarnings("restricted")
public final class FolderEncryption {

    /** What the kernel says of one folder. */
    public sealed interface Answer {}

    /** It is encrypted. @param contentsMode how, by the kernel's number */
    public record Policy(int contentsMode) implements Answer {}

    /** It is not. */
    public record NoPolicy() implements Answer {}

    /** It cannot be learned: it is no folder or may not be opened, or this is another system. */
    public record Unknown() implements Answer {}

    /** {@code FS_IOC_GET_ENCRYPTION_POLICY_EX}, since Linux 5.4, and what there was before. */
    private static final long GET_POLICY_EX = 0xc009_6616L;

    private static final long GET_POLICY = 0x400c_6615L;

    /** A length of 8 bytes, and of the policy: its version, then the mode for contents. */
    private static final long POLICY_EX = 8 + 24;

    private static final long POLICY = 12;

    private static final int O_NONBLOCK = 0x800;
    private static final int O_NOATIME = 0x4_0000;
    private static final int O_CLOEXEC = 0x8_0000;

    private static final int ENOTTY = 25;
    private static final int ENODATA = 61;
    private static final int EOPNOTSUPP = 95;
    private static final Set<Integer> NOT_ENCRYPTED = Set.of(ENOTTY, ENODATA, EOPNOTSUPP);

    private static final Linker LINKER = Linker.nativeLinker();

    private FolderEncryption() {}

    /** The folder itself is not reached through a symbolic link; those above it are trusted. */
    public static Answer of(Path folder) {
        int flags = flags(System.getProperty("os.name"), System.getProperty("os.arch"));
        if (flags == 0) {
            return new Unknown();
        }
        try (var arena = Arena.ofConfined()) {
            return new Calls(arena).ask(folder, flags);
        } catch (RuntimeException | LinkageError e) {
            return new Unknown(); // another libc: the fact cannot be learned
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("could not ask for the policy of a folder", e);
        }
    }

    /** O_DIRECTORY and O_NOFOLLOW have other numbers on each architecture; 0 where not known. */
    static int flags(String system, String architecture) {
        int common = O_NONBLOCK | O_CLOEXEC;
        if (!system.equals("Linux")) {
            return 0;
        }
        return switch (architecture) {
            case "amd64" -> common | 0x1_0000 | 0x2_0000;
            case "aarch64" -> common | 0x4000 | 0x8000;
            default -> 0;
        };
    }

    /** open(2), ioctl(2) and close(2), with what they leave in errno. */
    private record Calls(
            Arena arena,
            MemorySegment errno,
            MethodHandle open,
            MethodHandle ioctl,
            MethodHandle close) {

        Calls(Arena arena) {
            this(
                    arena,
                    arena.allocate(Linker.Option.captureStateLayout()),
                    variadic("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT)),
                    variadic(
                            "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS)),
                    LINKER.downcallHandle(
                            LINKER.defaultLookup().findOrThrow("close"),
                            FunctionDescriptor.of(JAVA_INT, JAVA_INT)));
        }

        private static MethodHandle variadic(String name, FunctionDescriptor form) {
            return LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow(name),
                    form,
                    Linker.Option.firstVariadicArg(2),
                    Linker.Option.captureCallState("errno"));
        }

        /** Only the owner and root may leave no trace of access. */
        Answer ask(Path folder, int flags) throws Throwable {
            var path = arena.allocateFrom(folder.toString());
            int opened = (int) open.invokeExact(errno, path, flags | O_NOATIME);
            if (opened < 0) {
                opened = (int) open.invokeExact(errno, path, flags);
            }
            if (opened < 0) {
                return new Unknown();
            }
            try {
                return policy(opened);
            } finally {
                int ignored = (int) close.invokeExact(opened);
            }
        }

        private Answer policy(int opened) throws Throwable {
            var policy = arena.allocate(POLICY_EX, Long.BYTES);
            policy.set(JAVA_LONG, 0, POLICY_EX - Long.BYTES);
            if ((int) ioctl.invokeExact(errno, opened, GET_POLICY_EX, policy) == 0) {
                return new Policy(policy.get(JAVA_BYTE, Long.BYTES + 1) & 0xff);
            }
            int error = error();
            if (error == ENOTTY) {
                var older = arena.allocate(POLICY, Long.BYTES);
                if ((int) ioctl.invokeExact(errno, opened, GET_POLICY, older) == 0) {
                    return new Policy(older.get(JAVA_BYTE, 1) & 0xff);
                }
                error = error();
            }
            return NOT_ENCRYPTED.contains(error) ? new NoPolicy() : new Unknown();
        }

        private int error() {
            var layout = Linker.Option.captureStateLayout();
            return errno.get(
                    JAVA_INT, layout.byteOffset(MemoryLayout.PathElement.groupElement("errno")));
        }
    }
}
