package dev.rollcall.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WhenDiskFullTest {

    private static final String GOOD = "rct_good";
    private static final Handler DONE = request -> Response.ok(Map.of("done", true));

    private static TestHttp serve() {
        return TestHttp.start(
                (token, address) ->
                        token.equals(GOOD) ? Optional.of(() -> "Anna") : Optional.empty(),
                List.of(() ->
                        List.of(
                                Route.get("/jobs", DONE),
                                Route.get(
                                        "/broken",
                                        request -> {
                                            throw new IllegalStateException("cannot be read");
                                        }),
                                Route.post("/jobs", DONE),
                                Route.post("/jobs/cancel", DONE).evenOnAFullDisk(),
                                Route.delete("/policies", DONE).withMaxBody(10))));
    }

    @Test
    void whatCanWaitIsRefusedAndWhatCannotIsAnswered() {
        try (var http = serve()) {
            assertThat(http.send("POST", "/jobs", GOOD, "").status()).isEqualTo(200);
            http.diskFull(true);

            var refused = http.send("POST", "/jobs", GOOD, "");
            assertThat(refused.status()).isEqualTo(507);
            assertThat(refused.code()).isEqualTo("storage-low");
            assertThat(http.send("DELETE", "/policies", GOOD, "").status()).isEqualTo(507);
            assertThat(http.get("/jobs", GOOD).status()).isEqualTo(200);
            assertThat(http.send("POST", "/jobs/cancel", GOOD, "").status()).isEqualTo(200);

            http.diskFull(false);
            assertThat(http.send("POST", "/jobs", GOOD, "").status()).isEqualTo(200);
        }
    }

    @Test
    void whatFailsWhileTheDiskIsFullIsSaidToBeForThat() {
        try (var http = serve()) {
            assertThat(http.get("/broken", GOOD).code()).isEqualTo("internal");
            http.diskFull(true);

            assertThat(http.get("/broken", GOOD).code()).isEqualTo("storage-low");
        }
    }

    @Test
    void whoMayNotComeInLearnsNothingOfTheDisk() {
        try (var http = serve()) {
            http.diskFull(true);

            assertThat(http.send("POST", "/jobs", "", "").code()).isEqualTo("sign-in-required");
        }
    }
}
