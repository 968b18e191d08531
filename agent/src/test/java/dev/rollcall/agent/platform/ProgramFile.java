package dev.rollcall.agent.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs that a test writes and then runs. */
public final class ProgramFile {

    private ProgramFile() {}

    /**
     * Puts it there by another process: a child forked elsewhere in this one might hold a file that
     * we wrote open for writing, and the kernel runs no such file.
     */
    public static void install(Path program, String text) throws IOException {
        var draft = Files.writeString(Files.createTempFile("program", ".txt"), text);
        var command = List.of("install", "-m", "700", draft.toString(), program.toString());
        if (new ProcessBuilder(command).inheritIO().start().onExit().join().exitValue() != 0) {
            throw new IOException("could not install " + program);
        }
        Files.delete(draft);
    }
}
