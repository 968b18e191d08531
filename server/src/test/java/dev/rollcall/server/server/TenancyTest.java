package dev.rollcall.server.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.server.api.OpenApi;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.Furnished;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;

/** Every route there is, with what belongs to one district, asked by another's administrator. */
class TenancyTest {

    @TempDir private Path folder;

    @StorageTest
    void anAdministratorOfAnotherDistrictReachesNothingByAnyRoute(TestDatabase engine)
            throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var adams = Furnished.adams(server);
            var before = Furnished.newestEvent(server);

            for (var operation : OpenApi.read().operations().entrySet()) {
                var id = operation.getValue().path("operationId").stringValue();
                var path = operation.getKey().split(" ")[1];
                for (var district : List.of("adams", "lincoln")) {
                    for (var address : adams.addresses(path, district)) {
                        refused(server, operation.getKey(), id, address, adams);
                    }
                }
            }

            assertThat(Furnished.newestEvent(server))
                    .as("nothing was done in adams")
                    .isEqualTo(before);
        }
    }

    private static void refused(
            TestServer server, String operation, String id, String address, Furnished adams) {
        var method = operation.split(" ")[0].toUpperCase(Locale.ROOT);
        var answer = server.send(method, address, "lin", Furnished.body(id));
        var said = method + " " + address + " " + answer.status();
        var named = adams.marks().stream().anyMatch(address::contains);
        if (named) {
            assertThat(answer.status()).as(said + " " + answer.text()).isIn(403, 404);
        }
        if (named || method.equals("GET")) {
            // a refusal may repeat what the path said, and nothing else
            adams.marks().stream()
                    .filter(mark -> !address.contains(mark))
                    .forEach(mark -> assertThat(answer.text()).as(said).doesNotContain(mark));
        }
    }
}
