package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;

/**
 * An edit of the real source, compiled in front of the real classes: a bug that must be caught, or
 * a short measure that brings on in seconds what comes once in a year.
 *
 * @param right what stands in the source, exactly once
 */
record Planted(Path source, String right, String instead) {

    private static final Path AGENT = Path.of("../agent/src/main/java/dev/rollcall/agent");
    private static final Path SERVER = Path.of("src/main/java/dev/rollcall/server");

    /** Says to the server what is not on disk yet: each line is written only with the next one. */
    static Planted acknowledgementBeforeFsync() {
        return new Planted(
                AGENT.resolve("job/AppendFile.java"),
                """
                    void append(byte[] bytes) throws IOException {
                """,
                """
                    private byte[] unwritten = new byte[0];

                    void append(byte[] bytes) throws IOException {
                        var now = unwritten;
                        unwritten = bytes.clone();
                        write(now);
                    }

                    private void write(byte[] bytes) throws IOException {
                """);
    }

    /** Says to people and devices what a slow disk will have in a moment. */
    static Planted answerBeforeCommit() {
        return new Planted(
                SERVER.resolve("storage/Writer.java"),
                """
                            handle.commit();
                """,
                """
                            batch.forEach(Command::complete);
                            Thread.sleep(100);
                            handle.commit();
                """);
    }

    /** A device's certificate is due for renewal as soon as it is given. */
    static Planted shortCertificates() {
        return new Planted(
                SERVER.resolve("pki/CertificateProfiles.java"),
                "plusMonths(13)",
                "plusMinutes(20)");
    }

    /** A device's certificate lasts as long as an option of the server says. */
    static Planted certificatesOfSeconds() {
        return new Planted(
                SERVER.resolve("pki/CertificateProfiles.java"),
                "plusMonths(13)",
                "plusSeconds(Long.getLong(\"test.certificate-seconds\"))");
    }

    /** A journal is rewritten after a few runs. */
    static Planted smallJournals() {
        return new Planted(AGENT.resolve("job/RunJournal.java"), "256 * 1024", "1024");
    }

    /**
     * @return the flags of Java with which the edited class comes before the real one
     */
    List<String> plantedIn(Path folder) throws IOException {
        var sound = Files.readString(source);
        assertThat(sound).containsOnlyOnce(right);
        var place = folder.resolve("planted");
        var planted = place.resolve(source.getFileName());
        Files.createDirectories(place);
        Files.writeString(planted, sound.replace(right, instead));
        var classPath = System.getProperty("java.class.path");
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var options = List.of("-proc:none", "-classpath", classPath, "-d", place.toString());
            var sources = files.getJavaFileObjects(planted);
            assertThat(compiler.getTask(null, files, null, options, null, sources).call()).isTrue();
        }
        return List.of("-cp", place + File.pathSeparator + classPath);
    }
}
