package dev.rollcall.server.http;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.util.LinkedHashMap;

/** Renders problems as problem+json (RFC 9457). */
public final class Problems {

    private static final String CONTENT_TYPE = "application/problem+json";

    private Problems() {}

    /**
     * The answer for a problem. A field {@code retryAfterSeconds} becomes the header {@code
     * Retry-After} too.
     */
    public static Response render(Problem problem, String requestId) {
        var code = problem.code();
        var document = new LinkedHashMap<String, Object>();
        document.put("type", "urn:rollcall:problem:" + code.word());
        document.put("title", code.sentence());
        document.put("status", code.status());
        document.put("detail", problem.detail());
        document.put("code", code.word());
        document.put("requestId", requestId);
        problem.fields().forEach(document::putIfAbsent);
        var response =
                Response.bytes(
                        code.status(), CONTENT_TYPE, Json.strict().writeValueAsBytes(document));
        if (problem.fields().get("retryAfterSeconds") instanceof Long seconds) {
            response = response.with("Retry-After", seconds.toString());
        }
        return code == ProblemCode.SIGN_IN_REQUIRED
                ? response.with("WWW-Authenticate", "Bearer realm=\"rollcall\"")
                : response;
    }

    /** What stands for a status that the HTTP layer itself chose. */
    static Problem ofStatus(int status) {
        var code =
                switch (status) {
                    case 404 -> ProblemCode.NOT_FOUND;
                    case 405 -> ProblemCode.METHOD_NOT_ALLOWED;
                    case 413, 414, 431 -> ProblemCode.TOO_LARGE;
                    case 429 -> ProblemCode.TOO_MANY_REQUESTS;
                    case 503 -> ProblemCode.BUSY;
                    default ->
                            status >= 400 && status < 500
                                    ? ProblemCode.MALFORMED_REQUEST
                                    : ProblemCode.INTERNAL;
                };
        return new Problem(code, code.sentence());
    }
}
