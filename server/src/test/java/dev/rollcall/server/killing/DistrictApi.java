package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.testing.TestTrust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A technician who asks over HTTPS, of a server that may be gone at any moment. */
final class DistrictApi implements AutoCloseable {

    private static final String DISTRICT = "/api/v1/districts/lincoln/";

    private final URI server;
    private final HttpClient http;
    private String bearer = "";

    DistrictApi(int port) {
        server = URI.create("https://127.0.0.1:" + port);
        http =
                HttpClient.newBuilder()
                        .sslContext(TestTrust.everyone())
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(60))
                        .build();
    }

    void signIn(String login, String password) throws IOException, InterruptedException {
        bearer =
                post("/api/v1/sign-in", Map.of("login", login, "password", password))
                        .path("token")
                        .stringValue();
    }

    String token(int uses) throws IOException, InterruptedException {
        return post(DISTRICT + "tokens", Map.of("uses", uses)).path("secret").stringValue();
    }

    /** As soon as somebody waits, lets everybody in who does. */
    void approveWhoWaits() throws IOException, InterruptedException {
        var until = Instant.now().plus(MortalDistrict.PATIENCE);
        List<JsonNode> waiting;
        do {
            waiting = pages(DISTRICT + "reviews?state=waiting&limit=100");
        } while (waiting.isEmpty() && Instant.now().isBefore(until));
        var names = waiting.stream().map(r -> r.path("review").stringValue()).toList();
        post(DISTRICT + "reviews/decisions", Map.of("decision", "approve", "reviews", names));
    }

    /** Asks every device to run a script. @return the job's id, once the server confirmed it */
    String job(String script) throws IOException, InterruptedException {
        return job(script, false);
    }

    /** Likewise; a repeatable one is carried out again where it was interrupted. */
    String job(String script, boolean repeatable) throws IOException, InterruptedException {
        return job(script, repeatable, Map.of());
    }

    /** Likewise, that nobody may begin after an instant. */
    String jobUntil(String script, Instant expires) throws IOException, InterruptedException {
        var end = expires.toString();
        return job(script, false, Map.of("deadline", end, "expires", end));
    }

    /** Asks every device to collect its inventory. */
    void collect() throws IOException, InterruptedException {
        ask(Map.of("type", "collect-inventory"), Map.of());
    }

    /** How every key stands. */
    List<JsonNode> keys() throws IOException, InterruptedException {
        var keys = new ArrayList<JsonNode>();
        get("/api/v1/server/pki").path("keys").forEach(keys::add);
        return keys;
    }

    void backup(Path file) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(server.resolve("/api/v1/server/backup"))
                        .header("Authorization", "Bearer " + bearer)
                        .POST(BodyPublishers.ofString("{}"))
                        .build();
        assertThat(http.send(request, BodyHandlers.ofFile(file)).statusCode()).isEqualTo(200);
    }

    /** Whether the server says that all is well. */
    boolean healthy() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(server.resolve("/health")).build();
        return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    }

    private String job(String script, boolean repeatable, Map<String, Object> times)
            throws IOException, InterruptedException {
        Map<String, Object> action =
                Map.of(
                        "type",
                        "run-script",
                        "interpreter",
                        "sh",
                        "script",
                        script,
                        "timeout",
                        "PT1M",
                        "repeatable",
                        repeatable);
        return ask(action, times);
    }

    private String ask(Map<String, Object> action, Map<String, Object> times)
            throws IOException, InterruptedException {
        var preview = post(DISTRICT + "jobs/preview", Map.of("action", action, "query", ""));
        var asked = new HashMap<String, Object>(times);
        asked.put("action", action);
        asked.put("query", "");
        asked.put("selection", preview.path("selection").stringValue());
        asked.put("runs", preview.path("runs").intValue());
        return post(DISTRICT + "jobs", asked).path("job").path("id").stringValue();
    }

    void cancel(String job) throws IOException, InterruptedException {
        post(DISTRICT + "jobs/" + job + "/cancel", Map.of());
    }

    void retry(String job) throws IOException, InterruptedException {
        post(DISTRICT + "jobs/" + job + "/retry", Map.of("failed", true));
    }

    String output(String job, String run) throws IOException, InterruptedException {
        return get(DISTRICT + "jobs/" + job + "/runs/" + run + "/output")
                .path("text")
                .stringValue();
    }

    /** The sections that the server holds of a device, by kind. */
    List<String> sections(String device) throws IOException, InterruptedException {
        var kinds = new ArrayList<String>();
        get(DISTRICT + "devices/" + device)
                .path("sections")
                .forEach(section -> kinds.add(section.path("kind").stringValue()));
        return kinds;
    }

    Instant lastCheckIn(String device) throws IOException, InterruptedException {
        return Instant.parse(get(DISTRICT + "devices/" + device).path("lastCheckIn").stringValue());
    }

    void policy(String yaml) throws IOException, InterruptedException {
        post(DISTRICT + "policies", Map.of("source", yaml));
    }

    /** The ids of the devices. */
    List<String> devices() throws IOException, InterruptedException {
        return pages(DISTRICT + "devices?limit=100").stream()
                .map(device -> device.path("id").stringValue())
                .toList();
    }

    void retire(String device) throws IOException, InterruptedException {
        post(DISTRICT + "devices/" + device + "/retire", Map.of("reason", "sold"));
    }

    /** Retires, unretires or transfers a device. @param district of the transfer */
    void departs(String device, String verb, String district)
            throws IOException, InterruptedException {
        var body = new HashMap<String, Object>(Map.of("reason", "sold"));
        if (verb.equals("transfer")) {
            body.put("to", district);
        }
        post(DISTRICT + "devices/" + device + "/" + verb, body);
    }

    /** As the card of a device says it. */
    String status(String device) throws IOException, InterruptedException {
        return get(DISTRICT + "devices/" + device).path("status").stringValue();
    }

    /** The tokens of any district. */
    int tokens(String district) throws IOException, InterruptedException {
        return pages("/api/v1/districts/" + district + "/tokens?limit=100").size();
    }

    /** The record of an enrollment that lives. */
    String deviceOf(String enrollment) throws IOException, InterruptedException {
        for (var device : devices()) {
            var enrollments = get(DISTRICT + "devices/" + device).path("enrollments");
            if (enrollments
                    .valueStream()
                    .anyMatch(e -> e.path("id").stringValue().equals(enrollment))) {
                return device;
            }
        }
        throw new IllegalStateException("nobody has " + enrollment);
    }

    /** The enrollment of the record that goes on ends. */
    void merge(String from, String into) throws IOException, InterruptedException {
        post(
                DISTRICT + "devices/" + from + "/merge",
                Map.of("into", into, "end", into, "reason", "one machine"));
    }

    void unmerge(String from) throws IOException, InterruptedException {
        post(DISTRICT + "devices/" + from + "/unmerge", Map.of("reason", "two machines"));
    }

    /** Every job there is, as the list shows it. */
    List<JsonNode> jobs() throws IOException, InterruptedException {
        return pages(DISTRICT + "jobs?limit=200");
    }

    List<JsonNode> runs(String job) throws IOException, InterruptedException {
        return pages(DISTRICT + "jobs/" + job + "/runs?limit=1000");
    }

    /** What the server still takes in. */
    String takes() throws IOException, InterruptedException {
        return get("/api/v1/server/status").path("takes").stringValue();
    }

    JsonNode auditVerification() throws IOException, InterruptedException {
        return get(DISTRICT + "audit/verification");
    }

    /** How many events of a kind there are. */
    long audited(String verb) throws IOException, InterruptedException {
        return pages(DISTRICT + "audit?limit=100").stream()
                .filter(event -> event.path("verb").stringValue().equals(verb))
                .count();
    }

    private List<JsonNode> pages(String path) throws IOException, InterruptedException {
        var items = new ArrayList<JsonNode>();
        var next = path;
        while (true) {
            var page = get(next);
            page.path("items").forEach(items::add);
            var cursor = page.path("next").asString("");
            if (cursor.isEmpty()) {
                return items;
            }
            next = path + "&cursor=" + cursor;
        }
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(server.resolve(path)).GET());
    }

    private JsonNode post(String path, Object body) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(server.resolve(path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(Json.wire().writeValueAsBytes(body))));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        request.timeout(Duration.ofSeconds(20));
        if (!bearer.isEmpty()) {
            request.header("Authorization", "Bearer " + bearer);
        }
        var response = http.send(request.build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        return Json.wire().readTree(response.body());
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
