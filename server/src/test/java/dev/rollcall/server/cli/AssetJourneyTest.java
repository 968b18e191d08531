package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The register of things, as a technician and an auditor type it. */
class AssetJourneyTest {

    private static final String LINCOLN = "/api/v1/districts/lincoln";

    @TempDir private Path folder;
    private Path home;

    private TestServer start(TestDatabase engine) throws IOException {
        var server = TestServer.start(Files.createDirectories(folder.resolve("server")), engine);
        home = Files.createDirectories(folder.resolve("home"));
        server.signIn("lin", home, "lincoln");
        server.send(
                "POST",
                LINCOLN + "/units",
                "lin",
                "{\"kind\":\"school\",\"slug\":\"north\",\"name\":\"North High\"}");
        return server;
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(home, arguments);
    }

    private String ok(String... arguments) {
        var run = run(arguments);
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        return run.out();
    }

    private String no(String... arguments) {
        var run = run(arguments);
        assertThat(run.code()).as(run.out() + run.err()).isNotZero();
        assertThat(run.err()).doesNotContain("Exception");
        return run.err();
    }

    private JsonNode json(String... arguments) {
        return Json.wire().readTree(ok(arguments));
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(home.resolve(name), bytes);
    }

    @StorageTest
    void aThingIsKeptWithItsPast(TestDatabase engine) throws IOException {
        try (var _ = start(engine)) {
            ok(
                    "asset", "add", "--tag", "004417", "--unit", "north", "--room", "204", "--cost",
                    "1249.5");
            var before = Instant.now();
            ok("asset", "set", "004417", "--room", "12", "--holder", "Kim Doe");

            var shown = ok("asset", "show", "004417");
            assertThat(shown)
                    .contains("004417", "north", "12", "Kim Doe", "1249.50")
                    .contains("lin: room 204 → 12, holder – → Kim Doe")
                    .contains("lin: first known");
            var then = json("asset", "show", "004417", "--as-of", before.toString(), "--json");
            assertThat(then.at("/asset/room").stringValue()).isEqualTo("204");
            assertThat(then.path("states")).hasSize(1);
            assertThat(ok("asset", "list", "kim d")).contains("004417");
            assertThat(ok("asset", "list", "kim d", "--as-of", before.toString()))
                    .contains("assets 0");
            assertThat(ok("asset", "list", "--unit", "north", "--status", "in-service"))
                    .contains("assets 1");

            assertThat(no("asset", "add", "--tag", "004417"))
                    .contains("another asset has this tag");
            assertThat(no("asset", "add", "--serial", "Default string")).contains("many machines");
            assertThat(no("asset", "add", "--room", "1")).contains("--serial");
            assertThat(no("asset", "set", "004417", "--cost", "much")).contains("1249.00");
            assertThat(no("asset", "set", "004417", "--purchased", "2999-01-01")).contains("today");
            assertThat(no("asset", "set", "nobody", "--room", "1"))
                    .contains("no asset has the tag");
            assertThat(no("asset", "set", "004417", "--tag", "")).contains("a serial, or a tag");
        }
    }

    @StorageTest
    void aMachineIsFoundByItsSerialAndWhatPeopleSaidOfItStays(TestDatabase engine)
            throws IOException {
        try (var server = start(engine)) {
            ok("asset", "add", "--tag", "004417", "--serial", "pf3k7q2a", "--unit", "north");
            var agent = server.enroll("lincoln", "lin", "pc-1");
            agent.hardware(server.gatewayPort(), "PF3K7Q2A");

            var shown = json("asset", "show", "PF3K7Q2A", "--json");
            assertThat(shown.at("/asset/assetTag").stringValue()).isEqualTo("004417");
            assertThat(shown.at("/asset/devices/0/name").stringValue()).isEqualTo("PF3K7Q2A");
            assertThat(shown.path("links")).hasSize(1);

            assertThat(ok("device", "list", "tag:0044*")).contains("matched 1 ");
            ok("asset", "set", "004417", "--tag", "T-9");
            assertThat(ok("device", "list", "tag:0044*")).contains("matched 0 ");
            assertThat(ok("device", "list", "t-9")).contains("matched 1 ");
            ok("asset", "set", "T-9", "--tag", "004417");

            ok("asset", "unlink", "004417", "PF3K7Q2A");
            assertThat(ok("device", "list", "not tag:0044*")).contains("unknown 1");
            agent.hardware(server.gatewayPort(), "PF3K7Q2B");
            agent.hardware(server.gatewayPort(), "PF3K7Q2A");
            assertThat(json("asset", "show", "004417", "--json").at("/asset/devices")).isEmpty();
            assertThat(ok("asset", "unaccounted", "--finding", "no-asset")).contains("PF3K7Q2A");
            ok("asset", "link", "004417", "PF3K7Q2A");
            assertThat(no("asset", "unlink", "004417", "nobody")).contains("no device");

            ok("asset", "add", "--tag", "T-2", "--serial", "OTHER7");
            assertThat(no("asset", "link", "T-2", "PF3K7Q2A"))
                    .contains("correct the asset's serial");
        }
    }

    @StorageTest
    void whatInventoryMadeGoesIntoTheRecordThatPeopleKeep(TestDatabase engine) throws IOException {
        try (var server = start(engine)) {
            server.enroll("lincoln", "lin", "pc-1").hardware(server.gatewayPort(), "PF3K7Q2A");
            ok("asset", "add", "--tag", "004417", "--unit", "lincoln");

            ok("asset", "link", "004417", "PF3K7Q2A");

            var assets = json("asset", "list", "--json").path("items");
            assertThat(assets).hasSize(1);
            assertThat(assets.at("/0/serial").stringValue()).isEqualTo("PF3K7Q2A");
        }
    }

    @StorageTest
    void aSpreadsheetIsLookedAtLineByLineAndCanBeTakenBack(TestDatabase engine) throws IOException {
        try (var _ = start(engine)) {
            ok("asset", "add", "--tag", "004417", "--serial", "OLD1", "--room", "204");
            var excel =
                    "\uFEFFsep=;\r\nAsset Tag;Serial Number;School;Price;Purchase Date;Color;Room\r\n"
                            + "004417;OLD1;North High;\"$1,249.50\";7/1/2026;red;12\r\n"
                            + "004418;NEW2;north;;;;\r\n"
                            + "004419;NEW2;;;;;\r\n"
                            + ";5.12E+11;;;;;\r\n"
                            + "004420;Default string;;;;;\r\n"
                            + "'=004421;NEW5;nowhere;;;;\r\n"
                            + ";;;;;;\r\n";
            var list = file("Liste ü.csv", excel.getBytes(StandardCharsets.UTF_8)).toString();

            var dry = run("asset", "import", list, "--dry-run");
            assertThat(dry.code()).isEqualTo(ExitCode.REFUSED.number());
            assertThat(dry.out())
                    .contains("line 5: line 4 has the same serial: NEW2")
                    .contains("line 6: a spreadsheet shortened 5.12E+11")
                    .contains("line 7: many machines have the serial")
                    .contains("line 8: there is no such unit")
                    .contains("new 1 · changed 1 · same 0 · problems 4");
            assertThat(dry.err()).contains("columns that were not taken: Color");
            assertThat(no("asset", "import", list, "--yes")).contains("nothing was imported");
            assertThat(no("asset", "import", list, "--skip-problems")).contains("--yes");
            assertThat(ok("asset", "list")).contains("assets 1");

            assertThat(ok("asset", "import", list, "--skip-problems", "--yes"))
                    .contains("imported: new 1 · changed 1");
            var shown = ok("asset", "show", "004417");
            assertThat(shown).contains("1249.50", "2026-07-01", "room 204 → 12", "→ north");
            assertThat(ok("asset", "import", list, "--skip-problems", "--yes"))
                    .contains("new 0 · changed 0 · same 2");

            var id = json("asset", "imports", "--json").at("/items/0/id").stringValue();
            ok("asset", "undo-import", id);
            assertThat(json("asset", "show", "004417", "--json").at("/asset/room").stringValue())
                    .isEqualTo("204");
            assertThat(no("asset", "show", "004418")).contains("no asset");
            assertThat(no("asset", "undo-import", id)).contains("undone already");
        }
    }

    @StorageTest
    void aListThatIsNoUnicodeIsTakenAndItsFormulasAreNotRun(TestDatabase engine)
            throws IOException {
        try (var _ = start(engine)) {
            var list =
                    file(
                            "old.csv",
                            "Tag,Assigned to\r\n004417,José\r\n004418,'=1+1\r\n004419,\"=HYPERLINK(\"\"http://x\"\")\"\r\n"
                                    .getBytes(Charset.forName("windows-1252")));

            var run = run("asset", "import", list.toString(), "--yes");
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.err()).contains("Windows-1252");
            ok("export", "assets", "-o", home.resolve("a.csv").toString());

            assertThat(home.resolve("a.csv"))
                    .content()
                    .contains("José", ",'=1+1,", "\"'=HYPERLINK(\"\"http://x\"\")\"", "004417");
            assertThat(home.resolve("a.coverage.json"))
                    .content()
                    .contains("\"export\" : \"assets\"");
        }
    }

    @StorageTest
    void whatIsNotAccountedForIsCountedAndListed(TestDatabase engine) throws IOException {
        try (var server = start(engine)) {
            server.enroll("lincoln", "lin", "pc-1").hardware(server.gatewayPort(), "PF3K7Q2A");
            server.enroll("lincoln", "lin", "pc-2")
                    .hardware(server.gatewayPort(), "Default string");
            ok("asset", "set", "PF3K7Q2A", "--unit", "north", "--room", "204");
            ok("asset", "add", "--tag", "004418", "--holder", "Kim");

            var counts = json("asset", "unaccounted", "--count", "--json").path("counts");
            assertThat(counts.path("assets").intValue()).isEqualTo(2);
            assertThat(counts.path("unaccounted").intValue()).isEqualTo(2);
            assertThat(counts.at("/findings/elsewhere").intValue()).isEqualTo(1);
            assertThat(counts.at("/findings/no-device").intValue()).isEqualTo(1);
            assertThat(counts.path("devicesWithoutAsset").intValue()).isEqualTo(1);
            assertThat(ok("asset", "unaccounted", "--finding", "no-device"))
                    .contains("004418")
                    .doesNotContain("PF3K7Q2A");
            assertThat(no("asset", "unaccounted", "--finding", "odd")).contains("finding");

            ok("device", "move", "PF3K7Q2A", "north");
            server.forward(Duration.ofDays(40));
            server.signIn("lin");
            server.signIn("lin", home, "lincoln");
            assertThat(ok("asset", "unaccounted", "--finding", "not-seen")).contains("PF3K7Q2A");
            assertThat(ok("asset", "unaccounted", "--finding", "not-seen", "--days", "60"))
                    .doesNotContain("PF3K7Q2A");

            var retired =
                    run("asset", "retire", "PF3K7Q2A", "--as", "stolen", "--reason", "police 118");
            assertThat(retired.out()).contains("now stolen");
            assertThat(retired.err()).contains("PF3K7Q2A is still there", "--as stolen");
            assertThat(no("asset", "link", "PF3K7Q2A", "PF3K7Q2A"))
                    .contains("say first that it is back");
            ok("asset", "unretire", "PF3K7Q2A", "--reason", "found");
            ok("device", "retire", "PF3K7Q2A", "--as", "lost", "--reason", "gone");
            assertThat(ok("asset", "unaccounted", "--finding", "device-retired"))
                    .contains("PF3K7Q2A");
        }
    }

    @StorageTest
    void aTechnicianOfOneSchoolKeepsItsThingsAlone(TestDatabase engine) throws IOException {
        try (var server = start(engine)) {
            ok("asset", "add", "--tag", "004417");
            ok("asset", "add", "--tag", "004418", "--unit", "north");
            server.person("lincoln", "lin", "kim");
            server.send(
                    "POST",
                    LINCOLN + "/grants",
                    "lin",
                    "{\"login\":\"kim\",\"unit\":\"north\",\"role\":\"technician\"}");
            server.signIn("kim", home, "lincoln");

            assertThat(ok("asset", "list")).contains("004418").doesNotContain("004417");
            assertThat(no("asset", "add", "--tag", "1")).isNotEmpty();
            ok("asset", "add", "--tag", "004420", "--unit", "north");
            assertThat(no("asset", "set", "004418", "--unit", "lincoln")).isNotEmpty();
            var list = file("l.csv", "tag,room\n004421,1\n".getBytes(StandardCharsets.UTF_8));
            assertThat(run("asset", "import", list.toString(), "--dry-run").out())
                    .contains("line 2: ");
            ok("asset", "import", list.toString(), "--unit", "north", "--yes");
            assertThat(
                            List.of(
                                    json("export", "assets", "--json").path("assets").size(),
                                    json("asset", "list", "--json").path("items").size()))
                    .containsExactly(3, 3);
        }
    }
}
