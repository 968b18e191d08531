package dev.rollcall.server.storage;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Which statements a question executes, and how the database would answer each. */
public final class AskedStatements {

    private final Connection real;
    private final List<Asked> asked = new ArrayList<>();

    private AskedStatements(Connection real) {
        this.real = real;
    }

    /** A statement with the values it was given last. */
    public record Asked(String sql, SortedMap<Integer, Value> values) {

        public boolean isQuery() {
            return sql.startsWith("SELECT");
        }

        @Override
        public String toString() {
            return sql;
        }
    }

    /** What was called to set a value. */
    public record Value(Method setter, Object[] arguments) {}

    /** Asks by a handle of the same transaction. */
    public static AskedStatements of(Handle handle, Consumer<Handle> question) {
        var statements = new AskedStatements(handle.getConnection());
        // stays open: its connection is another handle's
        var watched = Columns.register(Jdbi.create(statements::connection)).open();
        question.accept(watched);
        return statements;
    }

    public List<Asked> all() {
        return List.copyOf(asked);
    }

    /** In lower case; a query is carried out for it, a change is not. */
    public String plan(Asked statement) {
        var explain = (statement.isQuery() ? "EXPLAIN ANALYZE " : "EXPLAIN ") + statement.sql();
        try (var prepared = real.prepareStatement(explain)) {
            for (var value : statement.values().values()) {
                invoke(value.setter(), prepared, value.arguments());
            }
            var lines = new ArrayList<String>();
            try (var rows = prepared.executeQuery()) {
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
            return String.join("\n", lines).toLowerCase(Locale.ROOT);
        } catch (SQLException e) {
            throw new IllegalStateException(explain, e);
        }
    }

    private Connection connection() {
        return proxy(
                Connection.class,
                (method, arguments) -> {
                    var result = invoke(method, real, arguments);
                    if (result instanceof PreparedStatement statement) {
                        return statement(
                                statement, new Asked((String) arguments[0], new TreeMap<>()));
                    }
                    return result;
                });
    }

    private PreparedStatement statement(PreparedStatement real, Asked known) {
        return proxy(
                PreparedStatement.class,
                (method, arguments) -> {
                    if (method.getName().startsWith("set")
                            && arguments.length > 1
                            && arguments[0] instanceof Integer position) {
                        known.values().put(position, new Value(method, arguments));
                    }
                    if (method.getName().startsWith("execute")) {
                        asked.add(known);
                    }
                    return invoke(method, real, arguments);
                });
    }

    private interface Call {
        @Nullable Object of(Method method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (self, method, arguments) ->
                                call.of(method, arguments == null ? new Object[0] : arguments)));
    }

    private static @Nullable Object invoke(Method method, Object on, Object[] arguments) {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
