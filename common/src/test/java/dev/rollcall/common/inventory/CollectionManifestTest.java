package dev.rollcall.common.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rollcall.common.inventory.CollectionManifest.Field;
import dev.rollcall.common.json.Digest;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Nothing is collected that the manifest does not list, and nothing is listed that is not. */
class CollectionManifestTest {

    private static final Path HANDBOOK = Path.of("..", "docs", "inventory.md");

    private static final Pattern VERSIONS =
            Pattern.compile(
                    "([vV]ersion|pointRelease|kernelRunning|kernelsInstalled|pending.installed"
                            + "|candidate)$");

    private final CollectionManifest manifest = CollectionManifest.ofThisVersion();

    /** What the sections have, from the records themselves. */
    private static Map<String, String> collected() {
        var fields = new TreeMap<String, String>();
        SampleSections.all().forEach(s -> components(s.kind().name(), s.getClass(), fields));
        components("packages.bucket", PackageBucket.class, fields);
        components("volatile", VolatileFacts.class, fields);
        return fields;
    }

    private static void components(String path, Class<?> type, Map<String, String> fields) {
        for (var component : type.getRecordComponents()) {
            var name = component.getName();
            // the packages of a bucket are told as the bucket's
            var inner =
                    type.equals(PackageBucket.class) && name.equals("packages")
                            ? path
                            : path + "." + name;
            component(inner, component.getGenericType(), "", fields);
        }
    }

    private static void component(
            String path, Type type, String listed, Map<String, String> fields) {
        if (type instanceof ParameterizedType several) {
            var arguments = several.getActualTypeArguments();
            if (several.getRawType().equals(Optional.class)) {
                component(path, arguments[0], listed, fields);
            } else if (several.getRawType().equals(List.class)) {
                component(path, arguments[0], "list of ", fields);
            } else {
                fields.put(path, "digests by name");
            }
            return;
        }
        var single = (Class<?>) type;
        if (single.isRecord() && !single.equals(Digest.class)) {
            if (!listed.isEmpty()) {
                fields.put(path, "list");
            }
            components(path, single, fields);
        } else {
            fields.put(path, listed + word(path, single));
        }
    }

    private static String word(String path, Class<?> type) {
        if (type.isEnum()) {
            return "one of " + words(type);
        }
        if (type.equals(String.class)) {
            return VERSIONS.matcher(path).find() ? "version" : "text";
        }
        if (type.equals(Boolean.class) || type.equals(boolean.class)) {
            return "yes or no";
        }
        if (type.equals(LocalDate.class)) {
            return "date";
        }
        if (type.equals(Instant.class)) {
            return "time";
        }
        if (type.equals(Duration.class)) {
            return "duration";
        }
        return path.toLowerCase(Locale.ROOT).endsWith("bytes") ? "bytes" : "number";
    }

    private static String words(Class<?> type) {
        return Arrays.stream(type.getFields())
                .filter(java.lang.reflect.Field::isEnumConstant)
                .map(constant -> constant.getAnnotation(JsonProperty.class).value())
                .collect(Collectors.joining(", "));
    }

    @Test
    void everyFieldThatIsCollectedIsListedWithItsTypeAndNothingElseIs() {
        var listed =
                manifest.sections().stream()
                        .flatMap(section -> section.fields().stream())
                        .collect(Collectors.toMap(Field::name, Field::type));

        assertThat(listed).containsExactlyInAnyOrderEntriesOf(collected());
    }

    @Test
    void everyFieldIsToldInASentence() {
        assertThat(manifest.sections())
                .allSatisfy(section -> {
                    assertThat(section.purpose()).startsWith("to ");
                    assertThat(section.retention()).isNotBlank();
                    assertThat(section.fields())
                            .allSatisfy(field -> {
                                assertThat(field.name()).startsWith(section.section() + ".");
                                assertThat(field.about()).matches("[A-Z][^|]*\\.");
                            });
                });
    }

    @Test
    void whatOtherPartsDependOnIsNeverOptional() {
        assertThat(manifest.optional())
                .containsExactly(
                        "browsers",
                        "local-users",
                        "network",
                        "peripherals",
                        "services",
                        "volatile");
        assertThat(manifest.required())
                .contains("hardware", "operating-system", "volumes", "packages", "patch-level");
    }

    @Test
    void theHandbookHasTheSameTables() throws IOException {
        assertThat(Files.readString(HANDBOOK)).contains(manifest.markdown().strip());
    }
}
