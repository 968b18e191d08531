package dev.rollcall.common.inventory.shape;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialects;
import dev.rollcall.common.inventory.Sections;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SectionSchemaTest {

    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "sections");

    static Stream<Path> goldens() throws IOException {
        try (var files = Files.list(GOLDEN)) {
            return files.sorted().toList().stream();
        }
    }

    private static Schema schema(String name) {
        var text = SectionSchema.of(Shapes.all().get(name)).toString();
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text, InputFormat.JSON);
    }

    private static List<Error> mistakes(String name, String body) {
        return schema(name)
                .validate(
                        body,
                        InputFormat.JSON,
                        context ->
                                context.executionConfig(
                                        config -> config.formatAssertionsEnabled(true)));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void whatAnyVersionSentFits(Path golden) throws IOException {
        var file = golden.getFileName().toString();
        var name =
                Shapes.all().keySet().stream()
                        .filter(each -> file.matches(each + "(-.*)?\\.json"))
                        .findFirst()
                        .orElseThrow();

        assertThat(mistakes(name, Files.readString(golden))).isEmpty();
    }

    @Test
    void thereIsOneForEachSectionAndForBucketsAndWhatAlwaysChanges() {
        assertThat(Shapes.all().keySet())
                .containsAll(Sections.kinds().stream().map(Object::toString).toList())
                .contains("package-bucket", "volatile");
    }

    @Test
    void everySchemaIsOneByItsOwnMetaSchema() {
        var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        var meta =
                registry.getSchema(
                        com.networknt.schema.SchemaLocation.of(Dialects.getDraft202012().getId()));

        assertThat(Shapes.all().values())
                .allSatisfy(shape ->
                        assertThat(
                                        meta.validate(
                                                SectionSchema.of(shape).toString(),
                                                InputFormat.JSON))
                                .isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "volumes | {\"volumes\":[{\"encrypted\":\"yes\"}]} | /volumes/0/encrypted",
                "volumes | {\"volumes\":[{\"bytes\":-1}]} | /volumes/0/bytes",
                "volumes | {\"volumes\":[{\"method\":\"rot13\"}]} | /volumes/0/method",
                "volumes | {\"volumes\":[{\"mountpoint\":\"/\"}]} | /volumes/0",
                "volumes | {\"volumes\":{}} | /volumes",
                "hardware | {\"firmwareDate\":\"yesterday\"} | /firmwareDate",
                "hardware | {\"processor\":{\"cores\":1.5}} | /processor/cores",
                "hardware | {\"model\":\"\"} | /model",
                "packages | {\"buckets\":{\"01\":\"abc\"}} | /buckets/01",
                "package-bucket | {\"packages\":[{\"source\":\"dpgk\"}]} | /packages/0/source",
                "security | {\"sshd\":{\"ports\":[\"22\"]}} | /sshd/ports/0",
                "volatile | {\"uptime\":\"2 hours\"} | /uptime",
                "volatile | [] | ''"
            })
    void whatDoesNotFitIsToldWithItsPlace(String name, String body, String place) {
        assertThat(mistakes(name, body))
                .singleElement()
                .satisfies(mistake ->
                        assertThat(mistake.getInstanceLocation().toString()).isEqualTo(place));
    }

    @Test
    void factsAreToldWithTheirUnits() {
        var disk = SectionSchema.of(Shapes.all().get("hardware")).at("/properties/disks/items");

        assertThat(disk.at("/properties/bytes/description").stringValue())
                .isEqualTo("Its size. In bytes.");
        assertThat(disk.at("/properties/medium/enum").toString())
                .isEqualTo("[\"hard-disk\",\"solid-state\",\"nvme\",\"flash\"]");
    }
}
