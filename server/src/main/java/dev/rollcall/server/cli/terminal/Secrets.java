package dev.rollcall.server.cli.terminal;

import dev.rollcall.common.pki.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Secrets from files, variables and people. */
public final class Secrets {

    // without letters that look like digits
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final int GROUPS = 5;
    private static final int GROUP = 5;

    private Secrets() {}

    /** The file's text without the end of its line. */
    public static Secret read(Path file) {
        try {
            var text = Files.readString(file).stripTrailing();
            if (text.isEmpty()) {
                throw new CommandFailure(ExitCode.USAGE, file + " is empty");
            }
            return Secret.ofText(text);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.USAGE, "cannot read " + file);
        }
    }

    /**
     * From the file, else from the file that a variable names, else from a variable.
     *
     * @param variable without its ending {@code _FILE}
     */
    public static Optional<Secret> given(Optional<Path> file, Terminal terminal, String variable) {
        return file.or(() -> terminal.variable(variable + "_FILE").map(Path::of))
                .map(Secrets::read)
                .or(() -> terminal.variable(variable).map(Secret::ofText));
    }

    /** Typed twice; empty where nobody can be asked. */
    public static Optional<Secret> typedTwice(Terminal terminal, String what) {
        var first = terminal.askSecret(what + ":");
        if (first.isEmpty() || first.get().isEmpty()) {
            return first;
        }
        var again = terminal.askSecret("Again:").orElse(first.get());
        try {
            if (!Arrays.equals(first.get().reveal(), again.reveal())) {
                throw new CommandFailure(ExitCode.USAGE, "the two were not the same");
            }
            return first;
        } finally {
            if (again != first.get()) {
                again.erase();
            }
        }
    }

    /** Such as {@code h7k2m-…}: 25 letters and digits, some 123 bits. */
    public static Secret made(RandomGenerator random) {
        var text = new StringBuilder();
        for (int i = 0; i < GROUPS * GROUP; i++) {
            if (i > 0 && i % GROUP == 0) {
                text.append('-');
            }
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return Secret.ofText(text.toString());
    }
}
