package dev.rollcall.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.Agent.World;
import dev.rollcall.common.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@code rollcall-agent inventory --schema}. */
class SchemaCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int command(String... arguments) {
        var world = new World(InstantSource.system(), System::nanoTime, new Random(1));
        return Main.command(world)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void theSchemaOfOneSectionIsPrinted() {
        assertThat(command("inventory", "--schema", "volumes")).isZero();

        var schema = Json.strict().readTree(out.toString());
        assertThat(schema.path("title").stringValue()).isEqualTo("volumes");
        assertThat(schema.at("/properties/volumes/items/properties/encrypted/type").stringValue())
                .isEqualTo("boolean");
    }

    @Test
    void withoutANameAllOfThemArePrintedByName() {
        assertThat(command("inventory", "--schema")).isZero();

        assertThat(Json.strict().readTree(out.toString()).propertyNames())
                .contains("hardware", "package-bucket", "volatile");
    }

    @Test
    void aSectionThatIsNoneIsTold() {
        assertThat(command("inventory", "--schema", "volume")).isEqualTo(2);

        assertThat(err.toString()).contains("no section is called volume; there are hardware, ");
    }
}
