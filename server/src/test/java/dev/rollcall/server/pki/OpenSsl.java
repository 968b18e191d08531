package dev.rollcall.server.pki;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The openssl command as an outside judge. */
public final class OpenSsl {

    private OpenSsl() {}

    public static Command.Answer run(Path folder, String... arguments) {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(Arrays.asList(arguments));
        return Command.run(folder, command);
    }
}
