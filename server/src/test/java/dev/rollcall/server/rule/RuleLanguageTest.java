package dev.rollcall.server.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.server.rule.Compiled.Mistaken;
import dev.rollcall.server.rule.Compiled.Sound;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleLanguageTest {

    private static final RuleLanguage LANGUAGE = new RuleLanguage();

    private static Rule sound(String expression) {
        return switch (LANGUAGE.compile(expression)) {
            case Sound(var rule) -> rule;
            case Mistaken(var mistakes) -> throw new AssertionError(mistakes);
        };
    }

    private static List<Mistake> mistakes(String expression) {
        return switch (LANGUAGE.compile(expression)) {
            case Sound(var rule) -> List.of();
            case Mistaken(var mistakes) -> mistakes;
        };
    }

    @Test
    void theFactsThatAreReadAreTold() {
        var rule = sound("volumes.volumes.exists(v, v.mountPoint == \"/\" && v.encrypted)");

        assertThat(rule.isQuestion()).isTrue();
        assertThat(rule.facts())
                .containsExactly("volumes.volumes.encrypted", "volumes.volumes.mountPoint");
        assertThat(rule.sections()).hasToString("[volumes]");
    }

    @Test
    void everySectionIsAVariableOfItsOwnType() {
        var types = new RuleTypes();

        assertThat(types.variables().values())
                .extracting(group -> group.name())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Sections.kinds().stream(), Stream.of(VolatileFacts.KIND))
                                .map(Object::toString)
                                .toList());
        for (var name : types.variables().keySet()) {
            assertThat(mistakes(name + " == " + name)).as(name).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hardware.memoryBytes < 8 * 1024 * 1024 * 1024",
                "hardware.firmwareDate < timestamp(\"2020-01-01T00:00:00Z\")",
                "now - patchLevel.listsRefreshed > duration(\"168h\")",
                "operatingSystem.version.olderThan(\"12\")",
                "packages.installed.exists(p, p.name == \"openssl\" && p.olderThan(\"3.0.15\"))",
                "packages.installed.exists(p, p.sourcePackage == \"linux\")",
                "volumes.protection != \"yes\" || has(volumes.swaps)",
                "browsers.browsers.all(b, b.extensions.all(e, e.name != \"x\"))",
                "security.sshd.ports.exists(port, port == 22)",
            })
    void whatMakesSenseIsSound(String expression) {
        assertThat(sound(expression).isQuestion()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "volumes.volumes.exists(v, v.mountpoint == '/') | 28 | (did you mean mountPoint?)",
                "volumez.volumes.size() > 0 | 1 | (did you mean volumes?)",
                "hardware.memoryByte > 1 | 9 | (did you mean memoryBytes?)",
                "hardware.memoryBytes == 'much' | 22 | no matching overload",
                "volumes.volumes.exists( | 24 | mismatched input",
                "volumes.volumes.exists(v, v.method == 'luks3') | 36 | (did you mean luks1?)",
                "operatingSystem.version < '12' | 25 | VERSION.olderThan",
                "packages.installed.exists(p, p.version >= '3') | 40 | VERSION.olderThan",
                "packages.buckets.size() > 1 | 9 | undefined field",
                "nobody(1) | 7 | nobody",
            })
    void aMistakeIsToldWithItsPlace(String expression, int column, String message) {
        assertThat(mistakes(expression))
                .first()
                .satisfies(mistake -> {
                    assertThat(mistake.line()).isEqualTo(1);
                    assertThat(mistake.column()).isEqualTo(column);
                    assertThat(mistake.message()).contains(message);
                });
    }

    @Test
    void whatIsTooLongOrTooDeepIsAMistakeAndNotAFault() {
        assertThat(mistakes("")).hasSize(1);
        assertThat(mistakes("1 == 1 || ".repeat(300) + "true")).hasSize(1);
        assertThat(mistakes("\u0000\ud800 '")).isNotEmpty();
        for (var deep :
                List.of(
                        "(".repeat(900) + "true" + ")".repeat(900),
                        "[".repeat(900) + "1" + "]".repeat(900) + " == []",
                        "!".repeat(1_900) + "true",
                        "1" + " + 1".repeat(490) + " > 0",
                        "true ? ".repeat(200) + "true" + " : true".repeat(90))) {
            assertThatCode(() -> LANGUAGE.compile(deep)).doesNotThrowAnyException();
        }
    }

    @Test
    void placesCountLines() {
        assertThat(mistakes("true &&\n  volumes.protectio == 'yes'"))
                .first()
                .extracting(Mistake::line)
                .isEqualTo(2);
    }
}
