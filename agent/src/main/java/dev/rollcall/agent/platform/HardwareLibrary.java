package dev.rollcall.agent.platform;

import java.util.Optional;
import oshi.SystemInfo;

/**
 * What OSHI knows that the kernel's own files do not say plainly. It costs hundreds of milliseconds
 * of processor time to load, so it is asked only for what is missing.
 */
public final class HardwareLibrary {

    private HardwareLibrary() {}

    /** The processor's name; on ARM it is worked out from part numbers. */
    public static Optional<String> processorName() {
        try {
            var identifier = new SystemInfo().getHardware().getProcessor().getProcessorIdentifier();
            return Optional.ofNullable(identifier.getName());
        } catch (RuntimeException | LinkageError e) {
            return Optional.empty(); // the library does not run here: the fact cannot be learned
        }
    }
}
