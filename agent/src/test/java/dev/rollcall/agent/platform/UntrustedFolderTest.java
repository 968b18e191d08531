package dev.rollcall.agent.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@EnabledOnOs(OS.LINUX)
@Timeout(30)
class UntrustedFolderTest {

    /** As Linux opens folders, and as Windows has to. */
    enum Opening {
        RELATIVE {
            @Override
            Optional<UntrustedFolder> open(Path folder) {
                return UntrustedFolder.open(folder);
            }
        },
        CHECKED {
            @Override
            Optional<UntrustedFolder> open(Path folder) {
                return CheckedFolder.at(folder);
            }
        };

        abstract Optional<UntrustedFolder> open(Path folder);
    }

    @TempDir Path root;
    Path home;
    Path outside;

    @BeforeEach
    void plant() throws IOException {
        home = Files.createDirectories(root.resolve("home/pupil"));
        outside = Files.createDirectories(root.resolve("secret/inner"));
        Files.writeString(outside.resolve("file"), "secret");
    }

    @ParameterizedTest
    @EnumSource
    void filesAndFoldersBelowItAreRead(Opening how) throws IOException {
        Files.createDirectories(home.resolve("a/b"));
        Files.writeString(home.resolve("a/b/file"), "text");

        try (var folder = how.open(home).orElseThrow();
                var inner = folder.folder("a/b").orElseThrow();
                var file = inner.file("file", 4).orElseThrow()) {
            assertThat(folder.names(10)).containsExactly("a");
            assertThat(file.readAllBytes()).asString().isEqualTo("text");
            assertThat(folder.folder("a/c")).isEmpty();
            assertThat(folder.folder("x/y/z")).isEmpty();
            assertThat(inner.file("other", 4)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void noLinkIsFollowedWhereverItStands(Opening how) throws IOException {
        Files.createDirectories(home.resolve("a"));
        Files.createSymbolicLink(home.resolve("a/inner"), outside);
        Files.createSymbolicLink(home.resolve("way"), root.resolve("secret"));
        Files.createSymbolicLink(home.resolve("a/file"), outside.resolve("file"));
        Files.createSymbolicLink(root.resolve("home/other"), home);

        try (var folder = how.open(home).orElseThrow();
                var a = folder.folder("a").orElseThrow()) {
            assertThat(a.folder("inner")).isEmpty();
            assertThat(a.file("file", 100)).isEmpty();
            assertThat(folder.folder("way/inner")).isEmpty();
            assertThat(folder.folder("a/inner")).isEmpty();
        }
        assertThat(how.open(root.resolve("home/other"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void noPathLeadsOut(Opening how) throws IOException {
        try (var folder = how.open(home).orElseThrow()) {
            assertThat(folder.folder("../../secret")).isEmpty();
            assertThat(folder.folder(".")).isEmpty();
            assertThat(folder.folder("")).isEmpty();
            assertThat(folder.file("../../secret/inner/file", 100)).isEmpty();
            assertThat(folder.file("..", 100)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPipeMakesNobodyWait(Opening how) throws IOException, InterruptedException {
        var pipe = new ProcessBuilder("mkfifo", home.resolve("pipe").toString()).start();
        assertThat(pipe.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(home.resolve("pipe")).exists();

        try (var folder = how.open(home).orElseThrow()) {
            assertThat(folder.file("pipe", 100)).isEmpty();
            assertThat(folder.folder("pipe")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsTooLargeFailsAndTooManyNamesAreCut(Opening how) throws IOException {
        Files.writeString(home.resolve("large"), "x".repeat(10_000));
        for (int i = 0; i < 50; i++) {
            Files.writeString(home.resolve("file" + i), "");
        }

        try (var folder = how.open(home).orElseThrow();
                var large = folder.file("large", 9_999).orElseThrow()) {
            assertThatIOException().isThrownBy(large::readAllBytes);
            assertThat(folder.names(20)).hasSize(20);
        }
    }

    /** A folder that was one when it was opened, and is a link when it is read. */
    @ParameterizedTest
    @EnumSource
    void whatIsSwappedForALinkAfterwardsLeadsNowhere(Opening how) throws IOException {
        var inner = Files.createDirectories(home.resolve("inner"));
        Files.writeString(inner.resolve("file"), "text");

        try (var folder = how.open(home).orElseThrow();
                var opened = folder.folder("inner").orElseThrow()) {
            Files.move(inner, home.resolve("away"));
            Files.createSymbolicLink(inner, outside);

            var read = opened.file("file", 100);
            if (read.isPresent()) {
                try (var in = read.get()) {
                    assertThat(in.readAllBytes()).asString().isEqualTo("text");
                }
            }
            assertThat(folder.folder("inner")).isEmpty();
        }
    }
}
