package dev.rollcall.agent.platform;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs programs of the operating system. Safe for use by many threads. */
@FunctionalInterface
public interface Programs {

    /**
     * Runs a program to its end, and kills it with all its children when the time is over or this
     * thread is interrupted.
     *
     * @param command program and arguments; there is no shell
     * @param maxOutput bytes of standard output that are kept; the rest is read and thrown away
     * @return empty if the program is not installed
     */
    Optional<ProgramResult> run(List<String> command, Duration timeout, int maxOutput)
            throws IOException, InterruptedException;

    /** The programs of this machine. */
    static Programs ofThisMachine() {
        return new SystemPrograms(
                Surroundings.of(
                        System.getProperty("os.name", ""),
                        Optional.ofNullable(System.getenv("SystemRoot"))));
    }

    /** A machine on which nothing is installed. */
    static Programs none() {
        return (command, timeout, maxOutput) -> Optional.empty();
    }
}
