package dev.rollcall.agent.doctor;

import dev.rollcall.agent.doctor.TlsFound.After;
import dev.rollcall.agent.doctor.TlsFound.Answer;
import dev.rollcall.agent.doctor.TlsFound.Closed;
import dev.rollcall.agent.doctor.TlsFound.Noise;
import dev.rollcall.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads what a server answers to a request of HTTP/1.0, whose body ends with the connection. */
final class HttpAnswer {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})[ \\r\\n]");
    private static final Pattern DATE = Pattern.compile("(?im)^date: *([^\\r\\n]{1,60})");
    private static final Pattern CODE = Pattern.compile("[a-z][a-z-]{0,60}");

    private HttpAnswer() {}

    static After read(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        var status = STATUS.matcher(text);
        if (!status.lookingAt()) {
            return text.isEmpty() ? new Closed() : new Noise();
        }
        int end = text.indexOf("\r\n\r\n");
        var head = end < 0 ? text : text.substring(0, end);
        var body = problem(end < 0 ? "" : text.substring(end + 4));
        return new Answer(
                Integer.parseInt(status.group(1)),
                body.map(b -> b.path("code").asString("")).filter(c -> CODE.matcher(c).matches()),
                body.map(b -> Words.clean(b.path("detail").asString("")))
                        .filter(detail -> !detail.isEmpty()),
                date(head));
    }

    private static Optional<JsonNode> problem(String body) {
        try {
            return Optional.of(Json.wire().readTree(body)).filter(JsonNode::isObject);
        } catch (JacksonException e) {
            return Optional.empty(); // the status says enough
        }
    }

    private static Optional<Instant> date(String head) {
        var date = DATE.matcher(head);
        try {
            return date.find()
                    ? Optional.of(
                            Instant.from(
                                    DateTimeFormatter.RFC_1123_DATE_TIME.parse(
                                            date.group(1).strip())))
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty(); // a date that is none tells no time
        }
    }
}
