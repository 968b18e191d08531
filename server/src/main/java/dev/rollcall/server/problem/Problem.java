package dev.rollcall.server.problem;

import java.util.Map;
import java.util.Objects;

/**
 * The domain says no. Rendered as problem+json (RFC 9457) over HTTP and as {@code Refused} to
 * agents.
 */
public final class Problem extends RuntimeException {

    private final ProblemCode code;
    private final transient Map<String, Object> fields;

    public Problem(ProblemCode code, String detail) {
        this(code, detail, Map.of());
    }

    /**
     * @param fields extra members of the problem document, such as the position of a mistake
     */
    public Problem(ProblemCode code, String detail, Map<String, Object> fields) {
        super(Objects.requireNonNull(detail, "detail"), null, false, false);
        this.code = Objects.requireNonNull(code, "code");
        this.fields = Map.copyOf(fields);
    }

    public ProblemCode code() {
        return code;
    }

    /** One sentence about this occurrence. */
    public String detail() {
        return Objects.requireNonNullElse(getMessage(), code.sentence());
    }

    public Map<String, Object> fields() {
        return fields;
    }
}
