package dev.rollcall.server.cli;

import java.time.InstantSource;

/** The entry point of the {@code rollcall} command. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Commands.line(Terminal.system(InstantSource.system())).execute(arguments));
    }
}
