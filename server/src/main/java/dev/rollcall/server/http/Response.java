package dev.rollcall.server.http;

import dev.rollcall.common.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** An answer. Immutable. */
public record Response(int status, String contentType, Map<String, String> headers, Body body) {

    private static final String JSON = "application/json";

    /** Writes itself, once, to the connection. */
    @FunctionalInterface
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    public Response {
        Objects.requireNonNull(contentType, "contentType");
        headers = Map.copyOf(headers);
        Objects.requireNonNull(body, "body");
    }

    public static Response ok(Object value) {
        return json(200, value);
    }

    public static Response created(Object value) {
        return json(201, value);
    }

    public static Response noContent() {
        return new Response(204, "", Map.of(), out -> {});
    }

    public static Response json(int status, Object value) {
        return bytes(status, JSON, Json.strict().writeValueAsBytes(value));
    }

    public static Response text(int status, String contentType, String text) {
        return bytes(status, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Response bytes(int status, String contentType, byte[] bytes) {
        var copy = bytes.clone();
        return new Response(
                status,
                contentType,
                Map.of("Content-Length", Integer.toString(copy.length)),
                out -> out.write(copy));
    }

    /**
     * A large answer, written while it is made. What fails after the first byte breaks the
     * connection, so that half a file is never taken for a whole one.
     */
    public static Response stream(String contentType, Body body) {
        return new Response(200, contentType, Map.of(), body);
    }

    public Response with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Response(status, contentType, more, body);
    }

    /** Offers it as a file to save. @param fileName letters, digits, dots and hyphens */
    public Response asFile(String fileName) {
        if (!fileName.matches("[A-Za-z0-9._-]{1,120}")) {
            throw new IllegalArgumentException("file name");
        }
        return with("Content-Disposition", "attachment; filename=\"" + fileName + "\"");
    }
}
