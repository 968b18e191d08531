package dev.rollcall.common.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SectionsTest {

    @Test
    void aFactOrListThatIsNotInTheBodyIsAbsentAndAnEmptyListIsNot() {
        var section = (HardwareSection) parse("hardware", "{\"processor\":{}}");

        assertThat(section.serial()).isEmpty();
        assertThat(section.memoryBytes()).isEmpty();
        assertThat(section.processor().cores()).isEmpty();
        assertThat(section.disks()).isEmpty();
        assertThat(parse("hardware", "{\"disks\":[],\"processor\":{}}"))
                .isInstanceOfSatisfying(
                        HardwareSection.class, s -> assertThat(s.disks()).contains(List.of()));
        assertThat(parse("patch-level", "{\"system\":\"apt\"}"))
                .isInstanceOfSatisfying(
                        PatchLevelSection.class, s -> assertThat(s.pending()).isEmpty());
    }

    @Test
    void nullIsAbsentToo() {
        var section = (HardwareSection) parse("hardware", "{\"processor\":{},\"serial\":null}");

        assertThat(section.serial()).isEmpty();
    }

    @Test
    void aFieldFromALaterVersionIsIgnored() {
        assertThat(parse("local-users", "{\"guests\":[{\"name\":\"x\"}],\"users\":[]}"))
                .isEqualTo(new LocalUsersSection(List.of(), Optional.empty()));
    }

    /** A server that is older than its agents still reads what it knows. */
    @Test
    void aWordFromALaterVersionIsAbsentWhereAFactMayBe() {
        var section =
                (VolumesSection)
                        parse(
                                "volumes",
                                "{\"protection\":\"yes\",\"volumes\":[{\"device\":\"/dev/sda1\","
                                        + "\"encrypted\":true,\"fileSystem\":\"ext4\","
                                        + "\"method\":\"luks9\",\"mountPoint\":\"/\"}]}");

        assertThat(section.volumes().getFirst().method()).isEmpty();
        assertThat(section.volumes().getFirst().encrypted()).contains(true);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("patch-level", "{\"system\":\"zypper\"}"));
    }

    /** Also where unknown words are else read as absent. */
    @Test
    void aWordFromALaterVersionIsOtherWhereThereIsSuchAWordAndNeverAbsentThere() {
        var bucket =
                Sections.parseBucket(
                        ("{\"packages\":[{\"architecture\":\"x86_64\",\"name\":\"a\",\"source\":\"nix\","
                                        + "\"version\":\"1\"},{\"architecture\":\"x86_64\",\"name\":\"b\","
                                        + "\"source\":\"windows-programs\",\"version\":\"2\"}]}")
                                .getBytes(StandardCharsets.UTF_8));
        var disks =
                (HardwareSection)
                        parse(
                                "hardware",
                                "{\"disks\":[{\"bytes\":1,\"health\":\"moody\",\"medium\":\"crystal\","
                                        + "\"name\":\"sda\"}],\"processor\":{}}");

        assertThat(bucket.packages())
                .extracting(InstalledPackage::source)
                .containsExactly(PackageSource.OTHER, PackageSource.WINDOWS_PROGRAMS);
        assertThat(disks.disks().orElseThrow())
                .containsExactly(
                        new HardwareSection.Disk(
                                "sda",
                                Optional.empty(),
                                Optional.empty(),
                                1,
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void aScannerFromALaterVersionIsRefusedBecauseNothingWouldBeLeftOfIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("security", "{\"malware\":{\"by\":\"crystal\"}}"));
    }

    @Test
    void aSectionOfAnUnknownKindIsUnsupportedAndNothingElse() {
        var kind = new SectionKind("browser-extensions");

        assertThat(Sections.parse(kind, new byte[] {1, 2, 3}))
                .isEqualTo(new UnsupportedSection(kind));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"processor\":{}} ",
                "{ \"processor\":{}}",
                "{\"serial\":\"x\",\"processor\":{}}",
                "{\"processor\":{},\"processor\":{}}",
                "{\"processor\":{},\"serial\":7}",
                "{\"processor\":{},\"serial\":\"a\\u0007b\"}",
                "{\"processor\":{},\"memoryBytes\":1.5}",
                "{\"processor\":{},\"memoryBytes\":\"12\"}",
                "{\"processor\":{\"cores\":99999999999}}",
                "{\"disks\":[{\"bytes\":1}],\"processor\":{}}",
                "{\"disks\":[null],\"processor\":{}}",
                "{\"processor\":null}"
            })
    void aBodyThatIsNotWhatItShouldBeIsRefused(String body) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse("hardware", body));
    }

    @Test
    void textAndListsThatAreTooLongAreRefused() {
        var longText = "{\"users\":[],\"x\":\"" + "a".repeat(1025) + "\"}";
        var longList = "{\"users\":[],\"x\":[0" + ",0".repeat(10_000) + "]}";
        var large = "{\"users\":[]}" + " ".repeat(Sections.MAX_BODY_BYTES);

        for (var body : List.of(longText, longList, large)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> parse("local-users", body))
                    .withMessageStartingWith("section body ");
        }
    }

    @Test
    void bucketKeysAreBounded() {
        var digest = "\"" + Digest.of("x") + "\"";

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        parse("packages", "{\"buckets\":{\"64\":" + digest + "},\"count\":1}"));
        assertThat(parse("packages", "{\"buckets\":{\"63\":" + digest + "},\"count\":1}"))
                .isEqualTo(packagesIn("63", Digest.of("x")));
    }

    @Test
    void packagesAreSpreadByNameSoThatAnUpdateChangesOneBucket() {
        var before = PackageBucket.spread(packages("1.0"));
        var after = PackageBucket.spread(packages("1.1"));

        assertThat(before).hasSizeGreaterThan(60);
        var changed =
                before.keySet().stream().filter(k -> !before.get(k).equals(after.get(k))).toList();
        assertThat(changed).containsExactly(PackageBucket.keyOf("package-7"));
        var bucket = before.get(PackageBucket.keyOf("package-7"));
        assertThat(Sections.parseBucket(CanonicalJson.bytes(bucket))).isEqualTo(bucket);
    }

    @Test
    void aPackageOfASystemThatOnlyLaterVersionsKnowDoesNotSpoilItsBucket() {
        var body =
                "{\"packages\":[{\"architecture\":\"x86_64\",\"name\":\"hello\","
                        + "\"source\":\"nix\",\"version\":\"2.12\"}]}";

        assertThat(Sections.parseBucket(body.getBytes(StandardCharsets.UTF_8)).packages())
                .containsExactly(
                        new InstalledPackage("hello", "2.12", "x86_64", PackageSource.OTHER));
    }

    @Test
    void whatOnlyLaterVersionsSayOfAPackageCostsNothing() {
        var body =
                "{\"packages\":[{\"architecture\":\"amd64\",\"future\":{\"x\":[1]},\"name\":\"libc6\","
                        + "\"source\":\"dpkg\",\"sourcePackage\":null,\"version\":\"2.36-9\"}]}";

        assertThat(Sections.parseBucket(body.getBytes(StandardCharsets.UTF_8)).packages())
                .containsExactly(
                        new InstalledPackage("libc6", "2.36-9", "amd64", PackageSource.DPKG));
    }

    @Test
    void theBucketOfANameNeverChanges() {
        assertThat(PackageBucket.keyOf("openssl")).isEqualTo("01");
        assertThat(PackageBucket.keyOf("libc6")).isEqualTo("59");
    }

    private static List<InstalledPackage> packages(String versionOfSeven) {
        return IntStream.range(0, 1000)
                .mapToObj(i ->
                        new InstalledPackage(
                                "package-" + i,
                                i == 7 ? versionOfSeven : "1.0",
                                "amd64",
                                PackageSource.DPKG))
                .toList();
    }

    private static PackagesSection packagesIn(String key, Digest digest) {
        var buckets = new TreeMap<String, Digest>();
        buckets.put(key, digest);
        return new PackagesSection(1, Optional.empty(), buckets);
    }

    private static InventorySection parse(String kind, String body) {
        return Sections.parse(new SectionKind(kind), body.getBytes(StandardCharsets.UTF_8));
    }
}
