package dev.rollcall.common.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackageVersionsTest {

    /** A version and another one, and how they compare. */
    private record Pair(String a, String b) {}

    private final Random random = new Random(20261127);

    @ParameterizedTest
    @CsvSource({
        "DPKG, 3.0.15-1~deb12u1, 3.0.15, 0",
        "DPKG, 3.0.14-1~deb12u2, 3.0.15, -1",
        "DPKG, 3.0.15-1~deb12u1, 3.0.15-1, -1",
        "DPKG, 3.0.15~rc1-1, 3.0.15, -1",
        "DPKG, 2:9.1.0-1, 9.2, -1",
        "DPKG, 2:9.1.0-1, 9.1.0, 0",
        "DPKG, 2:9.1.0-1, 1:9.2, 1",
        "DPKG, 9.1.0-1, 2:9.1.0, -1",
        "RPM, 1:3.2.2-6.el9_5, 3.2.2, 0",
        "RPM, 1:3.2.2-6.el9_5, 3.2.2-7.el9, -1",
        "RPM, 3.2.2-6.el9_5, 1:3.0.0, -1",
        "RPM, 3.2.2~beta1-1.el9, 3.2.2, -1",
        "SNAP, 128.0.3-1, 128.0.3, 0",
        "SNAP, 128.0.3-1, 128.0.4, -1",
        "SNAP, 128.0.3-1, 128.0.3-2, -1",
        "FLATPAK, 3.2.0-rc1, 3.2.0, -1",
        "FLATPAK, 3.10.1, 3.9, 1",
        "OTHER, 2.12, 2.12.0, 0"
    })
    void whatAPersonLeavesOutIsNotCompared(
            PackageSource source, String version, String written, int expected) {
        int order = PackageVersions.compareToWritten(source, version, written);

        assertThat(Integer.signum(order)).isEqualTo(expected);
    }

    @Test
    void debianPackagesAreOrderedAsDpkgDoes() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg")), "dpkg is not here");
        var wrong = new ArrayList<Pair>();
        for (var pair : pairs(150)) {
            int order = PackageVersions.compare(PackageSource.DPKG, pair.a(), pair.b());
            var relation = order < 0 ? "lt" : order > 0 ? "gt" : "eq";
            var dpkg =
                    new ProcessBuilder(
                                    "/usr/bin/dpkg",
                                    "--compare-versions",
                                    pair.a(),
                                    relation,
                                    pair.b())
                            .redirectErrorStream(true)
                            .start();
            dpkg.getInputStream().readAllBytes();
            if (dpkg.waitFor() != 0) {
                wrong.add(pair);
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void rpmPackagesAreOrderedAsRpmDoes() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/rpm")), "rpm is not here");
        var pairs = pairs(400);
        var script = new StringBuilder("%{lua:");
        for (var pair : pairs) {
            script.append(
                    "print(rpm.vercmp(\"%s\",\"%s\")..\" \")\n".formatted(pair.a(), pair.b()));
        }

        assertThat(pairs)
                .map(p -> Integer.signum(PackageVersions.compare(PackageSource.RPM, p.a(), p.b())))
                .isEqualTo(rpm(script.append('}').toString()));
    }

    private static List<Integer> rpm(String macro) throws IOException, InterruptedException {
        var rpm = new ProcessBuilder("/usr/bin/rpm", "--eval", macro).start();
        var said = new String(rpm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(rpm.waitFor()).isZero();
        return List.of(said.strip().split("\\s+")).stream().map(Integer::valueOf).toList();
    }

    private List<Pair> pairs(int count) {
        var pairs = new ArrayList<Pair>();
        for (int i = 0; i < count; i++) {
            var one = version();
            pairs.add(new Pair(one, random.nextInt(3) == 0 ? version() : changed(one)));
        }
        return pairs;
    }

    /** Both systems take it: an epoch now and then, a version, a revision. */
    private String version() {
        var version = new StringBuilder(random.nextInt(4) == 0 ? random.nextInt(3) + ":" : "");
        version.append(random.nextInt(12));
        for (int i = random.nextInt(4); i > 0; i--) {
            version.append(pick(".", ".", "+", "~", "a", ".rc", "~beta", ".0"))
                    .append(random.nextInt(random.nextBoolean() ? 12 : 1200));
        }
        version.append('-').append(1 + random.nextInt(11));
        return version.append(pick("", "", ".el9", "+deb12u1", "~bpo12+1", "ubuntu0.2")).toString();
    }

    private String changed(String version) {
        int at = 1 + random.nextInt(version.length() - 1);
        var rest = version.substring(at);
        return pick(
                version,
                version + pick("0", ".1", "~", "a"),
                Character.isDigit(version.charAt(at))
                        ? version.substring(0, at) + random.nextInt(10) + rest.substring(1)
                        : version);
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
