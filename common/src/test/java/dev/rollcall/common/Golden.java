package dev.rollcall.common;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What 0.1 wrote, recorded in files that are never edited: agents in schools and databases hold it.
 */
public final class Golden {

    private static final Path FOLDER = Path.of("src/test/resources/goldens/0.1");

    private Golden() {}

    /** The file's bytes, but for the line feed that ends its last line. */
    public static byte[] bytes(String name) {
        return text(name).getBytes(StandardCharsets.UTF_8);
    }

    /** The file's text, but for the line feed that ends its last line. */
    public static String text(String name) {
        try {
            return Files.readString(FOLDER.resolve(name)).replaceFirst("\n$", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
