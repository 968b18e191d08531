package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who reads inventories by program asks for their form. */
class SchemaJourneyTest {

    private static final String SCHEMAS = "/api/v1/districts/lincoln/inventory/schemas";

    @TempDir private Path folder;

    @Test
    void whatADeviceSaidFitsTheSchemaThatIsPrinted() throws IOException {
        try (var server = TestServer.start(Files.createDirectories(folder.resolve("server")))) {
            var home = Files.createDirectories(folder.resolve("home"));
            server.signIn("lin", home, "lincoln");
            server.enroll("lincoln", "lin", "lab-01").hardware(server.gatewayPort(), "PF3K7Q2L");
            var id =
                    server.get("/api/v1/districts/lincoln/devices", "lin")
                            .json()
                            .at("/items/0/id")
                            .stringValue();
            var said =
                    server.get("/api/v1/districts/lincoln/devices/" + id, "lin")
                            .json()
                            .path("sections")
                            .valueStream()
                            .filter(each -> each.path("kind").asString("").equals("hardware"))
                            .findFirst()
                            .orElseThrow()
                            .path("body");

            var printed = CommandRun.of(home, "inventory", "schema", "hardware");

            assertThat(printed.code()).as(printed.err()).isZero();
            var schema =
                    SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(printed.out(), InputFormat.JSON);
            assertThat(said.path("serial").stringValue()).isEqualTo("PF3K7Q2L");
            assertThat(schema.validate(said)).isEmpty();
            assertThat(schema.validate(Json.wire().readTree("{\"serial\":7}"))).hasSize(1);
        }
    }

    @Test
    void everySectionIsListedAndAMisspeltOneIsToldTheNearest() throws IOException {
        try (var server = TestServer.start(Files.createDirectories(folder.resolve("server")))) {
            var home = Files.createDirectories(folder.resolve("home"));
            server.signIn("lin", home, "lincoln");

            var listed = CommandRun.of(home, "inventory", "schema");
            var wrong = CommandRun.of(home, "inventory", "schema", "volume");

            assertThat(listed.code()).as(listed.err()).isZero();
            assertThat(Sections.kinds())
                    .allSatisfy(kind ->
                            assertThat(listed.out())
                                    .containsPattern("(?m)^" + kind.name() + " +Collected to "));
            assertThat(wrong.code()).isNotZero();
            assertThat(wrong.err()).contains("There is no such section (did you mean volumes?).");
        }
    }

    @Test
    void onlyWhoMayLookAtDevicesIsAnswered() throws IOException {
        try (var server = TestServer.start(Files.createDirectories(folder.resolve("server")))) {
            for (var path : new String[] {SCHEMAS, SCHEMAS + "/volumes"}) {
                assertThat(server.get(path, "lin").status()).isEqualTo(200);
                assertThat(server.get(path, "nobody").status()).isEqualTo(401);
                assertThat(server.get(path, "ada").status()).isEqualTo(404);
            }
        }
    }
}
