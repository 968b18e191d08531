package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the programs of macOS print, written after Apple's manual pages and samples that others
 * published: no real Mac was at hand.
 */
final class Recorded {

    private static final Path FOLDER = Path.of("src/test/resources/recorded");

    private Recorded() {}

    static String text(String name) throws IOException {
        return Files.readString(FOLDER.resolve(name));
    }

    static Fields profile(String name) throws IOException {
        return MacPrograms.parse(text(name));
    }

    static Sysctl kernel() throws IOException {
        return Sysctl.parse(text("macos-sysctl.txt"));
    }

    /** Programs that print what is recorded of them, by a word of their command. */
    static Programs programs(Map<String, String> outputs) {
        return (command, timeout, most) ->
                outputs.entrySet().stream()
                        .filter(each -> command.contains(each.getKey()))
                        .findFirst()
                        .map(each -> new ProgramResult(0, each.getValue(), "", false, false))
                        .or(Optional::empty);
    }
}
