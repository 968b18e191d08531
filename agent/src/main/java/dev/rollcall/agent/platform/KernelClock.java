package dev.rollcall.agent.platform;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.util.Optional;

/** What the kernel says of its own clock (adjtimex(2)), which no file has. */
@SuppressWarnings("restricted")
public final class KernelClock {

    /** {@code struct timex} where a long has 64 bits: modes first, 0 for asking only. */
    private static final long TIMEX = 208;

    private static final long STATUS_AT = 40;
    private static final int UNSYNCHRONIZED = 0x40;

    private KernelClock() {}

    /**
     * Whether somebody set it lately and told the kernel; empty where it does not answer, as in
     * some containers.
     */
    public static Optional<Boolean> synchronizedNow() {
        try (var arena = Arena.ofConfined()) {
            var linker = Linker.nativeLinker();
            if (ADDRESS.byteSize() != Long.BYTES) {
                return Optional.empty();
            }
            var adjtimex =
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("adjtimex"),
                            FunctionDescriptor.of(JAVA_INT, ADDRESS));
            var timex = arena.allocate(TIMEX, Long.BYTES);
            int state = (int) adjtimex.invokeExact(timex);
            return state < 0
                    ? Optional.empty()
                    : Optional.of((timex.get(JAVA_INT, STATUS_AT) & UNSYNCHRONIZED) == 0);
        } catch (RuntimeException | LinkageError e) {
            return Optional.empty(); // another libc: the fact cannot be learned
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("could not call adjtimex", e);
        }
    }
}
