package dev.rollcall.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.rollcall.agent.Agent.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What README and docs tell people to type is what the agent's command takes. */
class HandbookTest {

    private static final Pattern LINE = Pattern.compile("(?m)^rollcall-agent ([^#|>&\\n]+)");

    private static List<String> lines() throws IOException {
        var lines = new ArrayList<String>();
        try (var docs = Files.list(Path.of("..", "docs"))) {
            var pages = new ArrayList<>(docs.filter(p -> p.toString().endsWith(".md")).toList());
            pages.add(Path.of("..", "README.md"));
            for (var page : pages) {
                LINE.matcher(Files.readString(page))
                        .results()
                        .forEach(line -> lines.add(line.group(1).strip()));
            }
        }
        return lines;
    }

    @Test
    void everyCommandLineIsTaken() throws IOException {
        assertThat(lines()).hasSizeGreaterThan(2);
        for (var line : lines()) {
            var world = new World(InstantSource.system(), System::nanoTime, new Random(1));
            assertThatCode(() -> Main.command(world).parseArgs(line.split("\\s+")))
                    .as("rollcall-agent " + line)
                    .doesNotThrowAnyException();
        }
    }
}
