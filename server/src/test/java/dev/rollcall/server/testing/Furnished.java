package dev.rollcall.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the district adams has of everything, under names that stand nowhere else: to ask every
 * route there is for it.
 *
 * @param byParameter what stands in a path, by the parameter's name
 * @param marks what an answer to a stranger must not have in it
 */
public record Furnished(Map<String, List<String>> byParameter, List<String> marks) {

    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)}");
    private static final String ADAMS = "/api/v1/districts/adams";

    /** Bodies that would do something, so that it is access that refuses them. */
    private static final Map<String, String> BODIES =
            Map.ofEntries(
                    Map.entry(
                            "createUnit",
                            "{\"kind\":\"school\",\"slug\":\"more\",\"name\":\"More\"}"),
                    Map.entry(
                            "createPerson",
                            "{\"login\":\"more\",\"displayName\":\"More\","
                                    + "\"password\":\"a long enough one\"}"),
                    Map.entry(
                            "giveGrant",
                            "{\"login\":\"lin\",\"unit\":\"adams\",\"role\":\"technician\"}"),
                    Map.entry("createEnrollmentToken", "{}"),
                    Map.entry(
                            "applyPolicy",
                            "{\"source\":\"policy: more\\nsettings:\\n  file:\\n"
                                    + "    - path: /etc/motd\\n      content: more\\n\"}"),
                    Map.entry("previewJob", "{\"action\":{\"type\":\"collect-inventory\"}}"),
                    Map.entry(
                            "createJob",
                            "{\"action\":{\"type\":\"collect-inventory\"},\"selection\":\"%s\",\"runs\":1}"
                                    .formatted("0".repeat(64))),
                    Map.entry("changeUnit", "{\"name\":\"Mine\"}"),
                    Map.entry("setPassword", "{\"password\":\"a long enough one\"}"),
                    Map.entry("eraseAuditPayload", "{\"reason\":\"to hide it\"}"),
                    Map.entry("placeDevice", "{\"unit\":\"lincoln\"}"),
                    Map.entry("labelDevice", "{\"label\":\"mine\"}"),
                    Map.entry("revokeDevice", "{\"reason\":\"mine\"}"),
                    Map.entry("retireDevice", "{\"reason\":\"mine\"}"),
                    Map.entry("retryJob", "{\"failed\":true}"));

    private List<String> of(String parameter) {
        return byParameter.getOrDefault(parameter, List.of());
    }

    /** The body with which an operation would do something; empty where it takes none. */
    public static String body(String operationId) {
        return BODIES.getOrDefault(operationId, "");
    }

    /** The path with the district and, one after the other, what adams has of each parameter. */
    public List<String> addresses(String path, String district) {
        var open = new ArrayList<>(List.of(path.replace("{district}", district)));
        var parameters = PARAMETER.matcher(path).results().map(m -> m.group(1)).toList();
        for (var parameter : parameters) {
            if (!parameter.equals("district")) {
                assertThat(of(parameter)).as(parameter).isNotEmpty();
                var values = of(parameter);
                open =
                        new ArrayList<>(
                                open.stream()
                                        .flatMap(each ->
                                                values.stream()
                                                        .map(value ->
                                                                each.replace(
                                                                        "{" + parameter + "}",
                                                                        value)))
                                        .toList());
            }
        }
        return open;
    }

    /** One of everything, under names that stand nowhere else. */
    public static Furnished adams(TestServer server) {
        server.enroll("adams", "ada", "adams-pc");
        var device = id(server, "/devices");
        made(
                server,
                "/units",
                "{\"kind\":\"school\",\"slug\":\"adams-north\",\"name\":\"Adams North\"}");
        var person =
                made(
                        server,
                        "/people",
                        "{\"login\":\"adams-kim\",\"displayName\":\"Adams Kim\","
                                + "\"password\":\"a long enough one\"}");
        var grant =
                made(
                        server,
                        "/grants",
                        "{\"login\":\"adams-kim\",\"unit\":\"adams\",\"role\":\"technician\"}");
        made(
                server,
                "/policies",
                "{\"source\":\"policy: adams-base\\nassign: [adams-north]\\nsettings:\\n  file:\\n"
                        + "    - path: /etc/motd\\n      content: adams-only\\n\"}");
        var action =
                "{\"type\":\"run-script\",\"interpreter\":\"sh\",\"script\":\"echo adams-only\","
                        + "\"timeout\":\"PT1M\",\"repeatable\":false}";
        var preview =
                server.send("POST", ADAMS + "/jobs/preview", "ada", "{\"action\":" + action + "}")
                        .json();
        var job =
                made(
                        server,
                        "/jobs",
                        "{\"action\":%s,\"selection\":\"%s\",\"runs\":%d}"
                                .formatted(
                                        action,
                                        preview.path("selection").stringValue(),
                                        preview.path("runs").intValue()));
        var jobId = server.get(ADAMS + "/jobs", "ada").json().at("/items/0/job/id").stringValue();
        assertThat(job).isEmpty();
        var run = id(server, "/jobs/" + jobId + "/runs");
        var permit = id(server, "/tokens");
        var api = server.get("/api/v1/me/tokens", "ada").json().at("/items/0/id").stringValue();
        var unit = server.get(ADAMS + "/units", "ada").json().at("/items/1/id").stringValue();

        var has = new LinkedHashMap<String, List<String>>();
        has.put("unit", List.of("adams-north", unit));
        has.put("person", List.of(person));
        has.put("grant", List.of(grant));
        has.put("device", List.of(device));
        has.put("policy", List.of("adams-base"));
        has.put("job", List.of(jobId));
        has.put("run", List.of(run));
        has.put("token", List.of(permit, api));
        has.put("seq", List.of("1"));
        has.put("version", List.of("1"));
        has.put("kind", List.of("devices", "compliance"));
        has.put("part", List.of("devices"));
        var marks =
                List.of(
                        "adams",
                        device,
                        unit,
                        person,
                        grant,
                        jobId,
                        run,
                        permit,
                        api,
                        "Adams North",
                        "adams-only",
                        "adams-pc");
        return new Furnished(has, marks);
    }

    /** The id of what was made; empty where the answer has none. */
    private static String made(TestServer server, String path, String body) {
        var answer = server.send("POST", ADAMS + path, "ada", body);
        assertThat(answer.status()).as(path + " " + answer.text()).isIn(200, 201);
        return answer.json().path("id").asString("");
    }

    /** The number of the newest event in its audit chain. */
    public static long newestEvent(TestServer server) {
        return server.get(ADAMS + "/audit", "ada").json().at("/items/0/seq").longValue();
    }

    private static String id(TestServer server, String list) {
        return server.get(ADAMS + list, "ada").json().at("/items/0/id").stringValue();
    }
}
