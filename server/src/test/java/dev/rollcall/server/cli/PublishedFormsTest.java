package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Records in each form that is published: with every field of OSV's schema 1.7 and in the manner of
 * each distribution's converter, and the tracker's file with every field that its program writes.
 * Nothing of them may stop an import. What they say is made up.
 */
class PublishedFormsTest {

    @TempDir private Path folder;
    private Path home;

    private TestServer start(TestDatabase engine) throws IOException {
        var server = TestServer.start(Files.createDirectories(folder.resolve("server")), engine);
        home = Files.createDirectories(folder.resolve("home"));
        server.signIn("lin", home, "lincoln");
        return server;
    }

    private String ok(String... arguments) {
        var run = CommandRun.of(home, arguments);
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        return run.out();
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(PublishedFormsTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    /** As OSV publishes them: a file for each. */
    private Path zipped() throws IOException {
        var file = folder.resolve("all.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var record : Json.wire().readTree(resource("published-osv.json"))) {
                zip.putNextEntry(new ZipEntry(record.path("id").stringValue() + ".json"));
                zip.write(record.toPrettyString().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return file;
    }

    private static InstalledPackage dpkg(String name, String version) {
        return new InstalledPackage(name, version, "amd64", PackageSource.DPKG);
    }

    private static Map<String, Integer> sizes(JsonNode data) {
        var sizes = new HashMap<String, Integer>();
        data.path("systems")
                .forEach(each ->
                        sizes.put(
                                each.path("system").stringValue(),
                                each.path("records").intValue()));
        return sizes;
    }

    @StorageTest
    void recordsOfEveryDistributionAreTaken(TestDatabase engine) throws IOException {
        try (var server = start(engine)) {
            server.enroll("lincoln", "lin", "lab-01")
                    .install(
                            server.gatewayPort(),
                            List.of(
                                    dpkg("libexample1", "1.2-3").from("example", "1.2-3"),
                                    dpkg("sample", "2.0-1"),
                                    dpkg("listed", "4.5-1"),
                                    dpkg("dated", "1-1")));

            assertThat(ok("vulnerability", "import", zipped().toString(), "--replace"))
                    .contains("stored 9 · same 0 · of no system here 3 · removed 0 · problems 0");

            assertThat(
                            sizes(
                                    server.get(
                                                    "/api/v1/districts/lincoln/vulnerabilities/data",
                                                    "lin")
                                            .json()))
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of(
                                    "Debian:12", 4,
                                    "Debian:13", 1,
                                    "Ubuntu:24.04", 2,
                                    "AlmaLinux:9", 1,
                                    "Rocky Linux:9", 1,
                                    "Red Hat:9", 1));
            assertThat(ok("vulnerability", "list"))
                    .containsPattern("DEBIAN-CVE-2026-90001 +CVE-2026-90001 +critical +example")
                    .containsPattern("DSA-9001-1 +CVE-2026-90002 +medium +sample")
                    .containsPattern("DEBIAN-CVE-2026-90003 +CVE-2026-90003 +high +listed")
                    .containsPattern("DEBIAN-CVE-2026-90004 +CVE-2026-90004 +low +dated");
            assertThat(ok("vulnerability", "import", zipped().toString(), "--replace"))
                    .contains("stored 0 · same 9", "removed 0 · problems 0");
        }
    }

    @StorageTest
    void everyEntryOfTheTrackerIsTaken(TestDatabase engine) throws IOException {
        try (var server = start(engine)) {
            server.enroll("lincoln", "lin", "lab-01")
                    .install(
                            server.gatewayPort(),
                            List.of(dpkg("example", "1.2-3"), dpkg("sample", "2.0-1")));
            var file = folder.resolve("tracker.json");
            Files.write(file, resource("published-tracker.json"));

            assertThat(ok("vulnerability", "import", file.toString(), "--replace"))
                    .contains("stored 7 · same 0 · of no system here 2 · removed 0 · problems 0")
                    .contains("In 2 cases it is not determined")
                    .contains("left out: sid.");
            assertThat(ok("vulnerability", "list"))
                    .containsPattern("CVE-2026-91001 +medium +example +Debian:12 +1.2-3.deb12u1")
                    .containsPattern("CVE-2026-91002 +none +example")
                    .containsPattern("CVE-2026-91003 +unrated +example")
                    .containsPattern("CVE-2026-91004 +unrated +example")
                    .containsPattern("CVE-2026-91007 +high +sample")
                    .containsPattern("TEMP-0000000-4DB2D8:sample +– +low +sample")
                    .doesNotContain("CVE-2026-91005", "CVE-2026-91006");
        }
    }
}
