package dev.rollcall.server.http;

import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what is wrong with a JSON body, without repeating its content. */
final class JsonProblems {

    private JsonProblems() {}

    static Problem of(JacksonException failure) {
        var field = missing(failure).map(name -> join(path(failure), name)).orElse(path(failure));
        var fields = new LinkedHashMap<String, Object>();
        if (!field.isEmpty()) {
            fields.put("field", field);
        }
        var where = failure.getLocation();
        if (where != null && where.getLineNr() > 0) {
            fields.put("line", where.getLineNr());
            fields.put("column", where.getColumnNr());
        }
        return new Problem(code(failure, field), sentence(failure, field), fields);
    }

    private static ProblemCode code(JacksonException failure, String field) {
        return failure instanceof DatabindException
                        && (!field.isEmpty() || said(failure).isPresent())
                ? ProblemCode.INVALID_VALUE
                : ProblemCode.MALFORMED_REQUEST;
    }

    private static String sentence(JacksonException failure, String field) {
        if (failure instanceof UnrecognizedPropertyException) {
            return "there is no field " + field;
        }
        if (missing(failure).isPresent()) {
            return "the field " + field + " is needed";
        }
        if (said(failure).isPresent()) {
            return (field.isEmpty() ? "" : field + ": ") + said(failure).get();
        }
        if (failure instanceof DatabindException && !field.isEmpty()) {
            return "the value of " + field + " is not acceptable";
        }
        return "the body is not the JSON that is expected here";
    }

    /** The component that a record's constructor asked for with {@code requireNonNull}. */
    private static Optional<String> missing(JacksonException failure) {
        return failure.getCause() instanceof NullPointerException cause
                        && cause.getMessage() != null
                        && cause.getMessage().matches("[A-Za-z]{1,60}")
                ? Optional.of(cause.getMessage())
                : Optional.empty();
    }

    /** What a record's constructor said about a value. */
    private static Optional<String> said(JacksonException failure) {
        return failure.getCause() instanceof IllegalArgumentException cause
                        && !(cause instanceof NumberFormatException)
                ? Optional.ofNullable(cause.getMessage())
                : Optional.empty();
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String path(JacksonException failure) {
        return failure.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null
                                ? "[" + step.getIndex() + "]"
                                : "." + step.getPropertyName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }
}
