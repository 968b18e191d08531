package dev.rollcall.server.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.server.access.Role;
import dev.rollcall.server.access.TestFloor;
import dev.rollcall.server.storage.TestDatabase;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class MetricsRoutesTest {

    private final PrometheusMeterRegistry meters =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private MetricsRoutes routes(MetricsReaders readers) {
        meters.counter("rollcall.things").increment();
        return new MetricsRoutes(meters, readers);
    }

    @Test
    void aTokenWithThePermissionReadsThem() {
        try (var floor = TestFloor.on(TestDatabase.H2);
                var http = floor.serve(routes(MetricsReaders.TOKENS))) {
            var answer = http.get("/metrics", floor.token(floor.provider, Role.PROVIDER_ADMIN));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).contains("rollcall_things_total 1.0");
        }
    }

    @Test
    void neitherOtherTokensNorTheMachineItselfDo() {
        try (var floor = TestFloor.on(TestDatabase.H2);
                var http = floor.serve(routes(MetricsReaders.TOKENS))) {
            assertThat(http.get("/metrics", "").code()).isEqualTo("not-allowed");
            assertThat(http.get("/metrics", floor.token(floor.springfield, Role.TECHNICIAN)).code())
                    .isEqualTo("not-allowed");
        }
    }

    @Test
    void theMachineItselfReadsThemWhereThatIsConfigured() {
        try (var floor = TestFloor.on(TestDatabase.H2);
                var http = floor.serve(routes(MetricsReaders.TOKENS_AND_LOOPBACK))) {
            assertThat(http.get("/metrics", "").status()).isEqualTo(200);
        }
    }
}
