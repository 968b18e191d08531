package dev.rollcall.common.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ActionTest {

    private static final Action SCRIPT =
            new Action.RunScript("sh", "uptime", Duration.ofMinutes(10), false);

    @Test
    void itsNameStandsInItsTree() {
        JsonNode tree = Json.strict().valueToTree(SCRIPT);

        assertThat(tree.path("type").stringValue()).isEqualTo("run-script");
        assertThat(Action.read(tree)).isEqualTo(SCRIPT);
    }

    @Test
    void whatIsNotFullyUnderstoodIsUnsupported() {
        assertThat(
                        Action.read(
                                Json.strict()
                                        .readTree(
                                                "{\"type\":\"restart-service\",\"service\":\"a\",\"when\":\"now\"}")))
                .isEqualTo(new Action.Unsupported("restart-service"));
        assertThat(Action.read(Json.strict().readTree("{\"type\":\"wipe\"}")))
                .isEqualTo(new Action.Unsupported("wipe"));
        assertThat(
                        Action.read(
                                Json.strict()
                                        .readTree(
                                                "{\"type\":\"restart-service\",\"service\":\"-x\"}")))
                .isEqualTo(new Action.Unsupported("restart-service"));
    }
}
