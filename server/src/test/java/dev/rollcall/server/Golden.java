package dev.rollcall.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What 0.1 stored, recorded in files that are never edited: a later server opens it. */
public final class Golden {

    private static final Path FOLDER = Path.of("src/test/resources/goldens/0.1");

    private Golden() {}

    /** The file's text, but for the line feed that ends its last line. */
    public static String text(String name) {
        try {
            return Files.readString(FOLDER.resolve(name)).replaceFirst("\n$", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy in a folder, under its own name. */
    public static Path copyTo(Path folder, String name) {
        try {
            var file = FOLDER.resolve(name);
            Files.createDirectories(folder);
            return Files.copy(file, folder.resolve(file.getFileName().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
