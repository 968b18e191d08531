package dev.rollcall.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who may do what, in one table to read: giving a role a right is a line that differs. */
class RoleTableTest {

    private static final int PERMISSION = 16;
    private static final String GAP = "  ";

    @Test
    void everyRoleMayDoWhatTheTableSaysAndNoMore() throws IOException {
        assertThat(table()).isEqualTo(recorded());
    }

    private static String recorded() throws IOException {
        try (InputStream file = RoleTableTest.class.getResourceAsStream("roles.txt")) {
            var bytes = Objects.requireNonNull(file, "roles.txt").readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static String table() {
        var head = line("", Role::word);
        return Arrays.stream(Permission.values())
                .map(permission ->
                        line(
                                permission.word(),
                                role -> role.permissions().contains(permission) ? "yes" : "-"))
                .collect(Collectors.joining("\n", head + "\n", "\n"));
    }

    private static String line(String name, Function<Role, String> cell) {
        var cells =
                Arrays.stream(Role.values())
                        .map(role -> padded(cell.apply(role), role.word().length()))
                        .collect(Collectors.joining(GAP));
        return (padded(name, PERMISSION) + GAP + cells).stripTrailing();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
