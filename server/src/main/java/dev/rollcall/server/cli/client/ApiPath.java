package dev.rollcall.server.cli.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An address below {@code /api/v1}, every piece of it escaped. */
public record ApiPath(String text) {

    public static ApiPath of(String... segments) {
        return new ApiPath(
                Stream.of(segments)
                        .map(ApiPath::escape)
                        .collect(Collectors.joining("/", "/api/v1/", "")));
    }

    public ApiPath with(String name, Object value) {
        return new ApiPath(
                text
                        + (text.contains("?") ? "&" : "?")
                        + escape(name)
                        + "="
                        + escape(value.toString()));
    }

    public ApiPath with(String name, Optional<?> value) {
        return value.map(v -> with(name, (Object) v)).orElse(this);
    }

    public ApiPath with(String name, List<String> values) {
        var path = this;
        for (var value : values) {
            path = path.with(name, (Object) value);
        }
        return path;
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
