package dev.rollcall.agent.inventory.windows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the scripts print on a device, written after Microsoft's documentation of the classes and of
 * ConvertTo-Json in PowerShell 5.1: no real Windows was at hand.
 */
final class Recorded {

    private static final Path FOLDER = Path.of("src/test/resources/recorded");

    private Recorded() {}

    static String text(String name) throws IOException {
        return Files.readString(FOLDER.resolve(name));
    }

    static WindowsFacts facts(String name) throws IOException {
        return WindowsFacts.parse(text(name));
    }

    /** One answer. */
    static WindowsFacts rows(String question, String rows) {
        return WindowsFacts.parse("{\"name\":\"" + question + "\",\"rows\":" + rows + "}\n");
    }
}
