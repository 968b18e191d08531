package dev.rollcall.server.http;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;

/** What was asked. Belongs to the thread that answers it. */
public final class Request {

    private final Context context;
    private final Route route;
    private final String id;
    private final Optional<Principal> principal;

    Request(Context context, Route route, String id, Optional<Principal> principal) {
        this.context = context;
        this.route = route;
        this.id = id;
        this.principal = principal;
    }

    /** Names this request in the log and in problems. */
    public String id() {
        return id;
    }

    /** Where it came from, without the port. */
    public String address() {
        return context.req().getRemoteAddr();
    }

    /** Whether it came from this machine. */
    public boolean isLoopback() {
        return address().startsWith("127.")
                || address().equals("0:0:0:0:0:0:0:1")
                || address().equals("::1")
                || address().equals("[::1]")
                || address().equals("[0:0:0:0:0:0:0:1]");
    }

    public Optional<Principal> principal() {
        return principal;
    }

    /** The certificate whose key the client proved to hold. It may be of any issuer: judge it. */
    public Optional<X509Certificate> certificate() {
        return certificateChain().stream().findFirst();
    }

    /** As the client sent it, its own certificate first. */
    public List<X509Certificate> certificateChain() {
        return ClientCertificates.of(context.req());
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(context.header(name));
    }

    /** A parameter in the path; it is there, or the route would not have matched. */
    public String path(String name) {
        return context.pathParam(name);
    }

    /** Like {@link #path(String)}; what cannot be parsed names nothing, and so is not found. */
    public <T> T path(String name, Function<String, T> parse) {
        try {
            return parse.apply(path(name));
        } catch (IllegalArgumentException e) {
            throw new Problem(ProblemCode.NOT_FOUND, "there is no such " + name);
        }
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(context.queryParam(name));
    }

    /** Like {@link #query(String)}; what cannot be parsed is refused with the parameter's name. */
    public <T> Optional<T> query(String name, Function<String, T> parse) {
        try {
            return query(name).map(parse);
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "the parameter " + name + " cannot be read",
                    Map.of("field", name));
        }
    }

    /** The parameter {@code limit}, from 1 to a most. */
    public int limit(int usual, int most) {
        int asked = query("limit", Integer::parseInt).orElse(usual);
        if (asked < 1 || asked > most) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "limit is from 1 to " + most,
                    Map.of("field", "limit"));
        }
        return asked;
    }

    /** The parameter {@code cursor}: the place that {@link #page} named, of this list alone. */
    public <T> Optional<T> cursor(Function<String, T> parse) {
        try {
            return query("cursor").map(text -> parse.apply(Cursor.place(context.path(), text)));
        } catch (IllegalArgumentException e) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "the cursor is not one of this list: begin again without it",
                    Map.of("field", "cursor"));
        }
    }

    /** Like {@link #cursor(Function)}, of a place that is text; empty at the beginning. */
    public String cursor() {
        return cursor(Function.identity()).orElse("");
    }

    /**
     * A page of this list, from a query that asked for one more than the limit.
     *
     * @param place of an item in the list, which {@link #cursor} gives back
     */
    public <T> Page<T> page(List<T> oneMore, int limit, Function<T, String> place) {
        return Page.of(oneMore, limit, item -> Cursor.of(context.path(), place.apply(item)));
    }

    /**
     * A page of a list that is looked for as it is read, and may be shorter than its limit.
     *
     * @param next where the list goes on, which {@link #cursor} gives back
     */
    public <T> Page<T> part(List<T> items, Optional<String> next) {
        return new Page<>(items, next.map(place -> Cursor.of(context.path(), place)));
    }

    /** The whole body; one larger than the route allows is refused. */
    public byte[] bytes() {
        try {
            var bytes = context.req().getInputStream().readNBytes(route.maxBody() + 1);
            if (bytes.length > route.maxBody()) {
                throw new Problem(
                        ProblemCode.TOO_LARGE,
                        "a body of at most " + route.maxBody() + " bytes is read here",
                        Map.of("maximum", route.maxBody()));
            }
            return bytes;
        } catch (IOException e) {
            // the client went away in the middle, or broke the framing
            throw new Problem(ProblemCode.MALFORMED_REQUEST, "the body ended too early");
        }
    }

    /** The body as strict JSON; what does not fit is refused with the name of the field. */
    public <T> T body(Class<T> type) {
        try {
            var value = Json.strict().readValue(text(), type);
            if (value == null) {
                throw new Problem(ProblemCode.MALFORMED_REQUEST, "the body is empty or null");
            }
            return value;
        } catch (JacksonException e) {
            throw JsonProblems.of(e);
        }
    }

    /** Jackson takes longer forms of a character than there may be. */
    private String text() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes())).toString();
        } catch (CharacterCodingException e) {
            throw new Problem(ProblemCode.MALFORMED_REQUEST, "the body is not UTF-8");
        }
    }

    Route route() {
        return route;
    }
}
