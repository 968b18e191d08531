package dev.rollcall.server.cli;

import dev.rollcall.server.cli.terminal.Terminal;
import java.time.InstantSource;

/** The entry point of the {@code rollcall} command. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        // before the first logger: a server tells what it does, a command only what is wrong
        var serving = arguments.length > 0 && arguments[0].equals("serve");
        System.setProperty("rollcall.log.level", serving ? "INFO" : "WARN");
        System.exit(Commands.line(Terminal.system(InstantSource.system())).execute(arguments));
    }
}
