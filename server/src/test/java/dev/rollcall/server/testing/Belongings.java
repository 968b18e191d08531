package dev.rollcall.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.enrollment.EnrollmentException;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.Pem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One of everything that a district can have, under names that begin with its slug and stand
 * nowhere else.
 *
 * @param byParameter what stands for a parameter of a path
 * @param marks what an answer to somebody of another district must not say
 */
public record Belongings(
        String district, Map<String, List<String>> byParameter, List<String> marks) {

    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)}");

    /** Made by its administrator; the device is in the district's one school. */
    public static Belongings make(TestServer server, String district, String admin) {
        return new Maker(server, district, admin).make();
    }

    public String one(String parameter) {
        return of(parameter).getFirst();
    }

    private List<String> of(String parameter) {
        return byParameter.getOrDefault(parameter, List.of());
    }

    /** A path with, one after the other, what there is of each parameter. */
    public List<String> addresses(String path) {
        return addresses(path, district);
    }

    /** The same below any district's path. */
    public List<String> addresses(String path, String below) {
        var open = List.of(path.replace("{district}", below));
        for (var parameter : PARAMETER.matcher(path).results().map(m -> m.group(1)).toList()) {
            if (!parameter.equals("district")) {
                assertThat(of(parameter)).as(parameter).isNotEmpty();
                open = filled(open, parameter);
            }
        }
        return open;
    }

    private List<String> filled(List<String> paths, String parameter) {
        var filled = new ArrayList<String>();
        for (var path : paths) {
            of(parameter).forEach(value -> filled.add(path.replace("{" + parameter + "}", value)));
        }
        return List.copyOf(filled);
    }

    private record Maker(TestServer server, String district, String admin) {

        Belongings make() {
            var agent = server.enroll(district, admin, district + "-pc");
            agent.copied(server.gatewayPort());
            var device = id("/devices");
            made(
                    "/units",
                    "{\"kind\":\"school\",\"slug\":\"%s-north\",\"name\":\"%s North\"}"
                            .formatted(district, district));
            made("/devices/" + device + "/place", "{\"unit\":\"%s-north\"}".formatted(district));
            var person =
                    made(
                            "/people",
                            "{\"login\":\"%s-kim\",\"displayName\":\"%s Kim\",\"password\":\"a long enough one\"}"
                                    .formatted(district, district));
            var grant =
                    made(
                            "/grants",
                            "{\"login\":\"%s-kim\",\"unit\":\"%s\",\"role\":\"technician\"}"
                                    .formatted(district, district));
            made(
                    "/policies",
                    ("{\"source\":\"policy: %s-base\\nassign: [%s-north]\\nsettings:\\n  file:\\n"
                                    + "    - path: /etc/motd\\n      content: %s-only\\n\"}")
                            .formatted(district, district, district));
            var job = job();
            var run = id("/jobs/" + job + "/runs");
            waits();
            made("/permits", "{\"device\":\"%s\"}".formatted(device));
            var expected = id("/permits");
            var permit = id("/tokens");
            var asset =
                    made(
                            "/assets",
                            "{\"assetTag\":\"%s-tag\",\"holder\":\"%s-only\"}"
                                    .formatted(district, district));
            made(
                    "/assets/imports",
                    "{\"file\":\"%s-only\",\"rows\":[{\"line\":2,\"asset\":{\"assetTag\":\"%s-2\"}}]}"
                            .formatted(district, district));
            var list = id("/assets/imports");
            made(
                    "/vulnerabilities/imports",
                    ("{\"file\":\"%1$s-only\",\"records\":[{\"at\":\"line 1\",\"osv\":{\"id\":\"%1$s-osv\","
                                    + "\"modified\":\"2026-01-01T00:00:00Z\",\"summary\":\"%1$s-only\","
                                    + "\"affected\":[{\"package\":{\"ecosystem\":\"Debian:12\",\"name\":\"x\"},"
                                    + "\"ranges\":[{\"type\":\"ECOSYSTEM\",\"events\":[{\"introduced\":\"0\"}]}]}]}}]}")
                            .formatted(district));
            var own = server.get("/api/v1/me/tokens", admin).json();
            var api = own.at("/items/0/id").stringValue();
            var units = server.get(path("/units"), admin).json();
            var unit = units.at("/items/1/id").stringValue();

            var root = root();

            var has = new LinkedHashMap<String, List<String>>();
            has.put("unit", List.of(district + "-north", unit));
            has.put("person", List.of(person));
            has.put("grant", List.of(grant));
            has.put("device", List.of(device));
            has.put("policy", List.of(district + "-base"));
            has.put("job", List.of(job));
            has.put("run", List.of(run));
            has.put("token", List.of(permit, api));
            has.put("clone", List.of("C-1"));
            has.put("root", List.of(root));
            has.put("seq", List.of("1"));
            has.put("version", List.of("1"));
            has.put("permit", List.of(expected));
            has.put("review", List.of("R-1"));
            has.put("asset", List.of(asset));
            has.put("vulnerability", List.of(district + "-osv"));
            has.put("import", List.of(list));
            has.put("kind", List.of("devices", "compliance", "retirements", "assets"));
            has.put("part", List.of("devices"));
            has.put("section", List.of("volumes"));
            var ids =
                    List.of(
                            device, unit, person, grant, job, run, permit, expected, api, asset,
                            list, root);
            var marks = new ArrayList<>(ids);
            marks.addAll(
                    List.of(
                            district,
                            district + " North",
                            district + "-only",
                            district + "-pc",
                            district + "-tag",
                            (district + "-serial").toUpperCase(Locale.ROOT)));
            return new Belongings(district, has, List.copyOf(marks));
        }

        /** A maker of TPMs that is trusted. */
        private String root() {
            var maker = Pem.encode(new TestCa(district, server.now()).root());
            made(
                    "/tpm-roots",
                    Json.wire().createObjectNode().put("certificates", maker).toString());
            return server.get(path("/tpm-roots"), admin)
                    .json()
                    .at("/items/0/fingerprint")
                    .stringValue();
        }

        /** A device that nobody decided about yet. */
        private void waits() {
            var token = Applicant.token(server, district, admin, "{'uses':2}");
            try {
                var _ =
                        new Applicant(server, district + "-serial", server.folder(district))
                                .asks(token);
            } catch (EnrollmentException e) {
                throw new IllegalStateException(e);
            }
        }

        private String job() {
            var action =
                    "{\"type\":\"run-script\",\"interpreter\":\"sh\",\"script\":\"echo %s-only\","
                                    .formatted(district)
                            + "\"timeout\":\"PT1M\",\"repeatable\":false}";
            var preview =
                    server.send("POST", path("/jobs/preview"), admin, "{\"action\":" + action + "}")
                            .json();
            made(
                    "/jobs",
                    "{\"action\":%s,\"selection\":\"%s\",\"runs\":%d}"
                            .formatted(
                                    action,
                                    preview.path("selection").stringValue(),
                                    preview.path("runs").intValue()));
            var jobs = server.get(path("/jobs"), admin).json();
            return jobs.at("/items/0/job/id").stringValue();
        }

        /** The id of what was made; empty where the answer has none. */
        private String made(String path, String body) {
            var answer = server.send("POST", path(path), admin, body);
            assertThat(answer.status()).as(path + " " + answer.text()).isIn(200, 201);
            return answer.json().path("id").asString("");
        }

        private String id(String list) {
            return server.get(path(list), admin).json().at("/items/0/id").stringValue();
        }

        private String path(String below) {
            return "/api/v1/districts/" + district + below;
        }
    }
}
