package dev.rollcall.agent.inventory.updates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.inventory.packages.DpkgStatus;
import dev.rollcall.agent.inventory.packages.Kernels;
import dev.rollcall.common.inventory.DebianVersion;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import dev.rollcall.common.inventory.SectionKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatchLevelCollectorTest {

    private static final String LISTS = "/var/lib/apt/lists/";
    private static final String FIRST_DATE = "Date: Sat, 11 Jul 2026 10:16:37 UTC\n";
    private static final String LATER_DATE = "Date: Sat, 12 Sep 2026 10:00:00 UTC\n";
    private static final Instant FIRST = Instant.parse("2026-07-11T10:16:37Z");

    @TempDir Path folder;
    @TempDir Path state;
    PlantedDevice device;
    Path memory;

    @BeforeEach
    void plant() {
        memory = state.resolve("pending-since.json");
        device =
                new PlantedDevice(folder)
                        .file(
                                DpkgStatus.FILE,
                                installed("dpkg", "1.21")
                                        + installed("openssl", "3.0.15")
                                        + installed("jq", "1.6")
                                        + installed("nano", "7.2"));
    }

    @Test
    void listsAreReadPlainOrPackedAndComeTogether() throws Exception {
        device.file(
                        LISTS + "a.org_debian_dists_x_InRelease",
                        "Origin: Debian\nLabel: Debian\n" + FIRST_DATE)
                .file(
                        LISTS + "a.org_debian_dists_x_main_binary-amd64_Packages",
                        offer("openssl", "3.0.16"))
                .file(
                        LISTS + "a.org_debian_dists_x_contrib_binary-amd64_Packages.gz",
                        gzip(offer("jq", "1.7")))
                .file(
                        LISTS + "b.org_dists_x-security_Release",
                        "Label: Debian-Security\n" + FIRST_DATE)
                .file(LISTS + "b.org_dists_x-security_main_binary-amd64_Packages.lz4", lz4Nano())
                .modified("/var/lib/apt/lists", Instant.parse("2026-10-16T23:04:00.5Z"));

        var section = collect();

        assertThat(section.pending().orElseThrow())
                .extracting(p -> p.name() + " " + p.candidate() + " " + p.security().orElseThrow())
                .containsExactly("jq 1.7 false", "nano 7.3 true", "openssl 3.0.16 false");
        assertThat(section.sources().orElseThrow())
                .extracting(PatchLevelSection.Source::name)
                .containsExactly("a.org_debian_dists_x", "b.org_dists_x-security");
        assertThat(section.listsRefreshed()).contains(Instant.parse("2026-10-16T00:00:00Z"));
        assertThat(section.rebootNeeded()).isEmpty();
    }

    @Test
    void withoutPackageListsNothingIsSaidAboutUpdates() throws Exception {
        assertThat(collect().pending()).isEmpty();
        assertThat(collect().sources()).isEmpty();
    }

    @Test
    void withoutASecurityArchiveNoUpdateIsKnownNotToBeAboutSecurity() throws Exception {
        device.file(LISTS + "a_dists_x_InRelease", "Origin: Debian\n" + FIRST_DATE)
                .file(LISTS + "a_dists_x_main_binary-amd64_Packages", offer("jq", "1.7"));

        assertThat(collect().pendingCount()).contains(1L);
        assertThat(collect().pendingSecurity()).isEmpty();
    }

    @Test
    void anUpdateIsPendingSinceItWasFirstSeenAndNotSinceItsLatestVersion() throws Exception {
        lists(FIRST_DATE, offer("openssl", "3.0.16"));
        assertThat(since(collect(), "openssl")).contains(FIRST);

        lists(LATER_DATE, offer("openssl", "3.0.17") + offer("jq", "1.7"));

        var section = collect();
        assertThat(since(section, "openssl")).contains(FIRST);
        assertThat(since(section, "jq")).contains(Instant.parse("2026-09-12T10:00:00Z"));
        assertThat(Files.getPosixFilePermissions(memory)).hasSize(2);
    }

    @Test
    void onceUpToDateTheMemoryOfAnUpdateIsGone() throws Exception {
        lists(FIRST_DATE, offer("openssl", "3.0.16"));
        collect();
        lists(FIRST_DATE, offer("jq", "1.5"));
        assertThat(collect().pending().orElseThrow()).isEmpty();

        lists(LATER_DATE, offer("openssl", "3.0.18"));

        assertThat(since(collect(), "openssl")).contains(Instant.parse("2026-09-12T10:00:00Z"));
    }

    @Test
    void aDamagedMemoryIsBegunAnew() throws Exception {
        Files.writeString(memory, "{\"openssl/amd64\":\"yester");
        lists(FIRST_DATE, offer("openssl", "3.0.16"));

        assertThat(since(collect(), "openssl")).contains(FIRST);
    }

    @Test
    void aMemoryThatCannotBeWrittenCostsNothingButItself() throws Exception {
        memory = state.resolve("missing/folder/file.json");
        lists(FIRST_DATE, offer("openssl", "3.0.16"));

        assertThat(since(collect(), "openssl")).contains(FIRST);
    }

    @Test
    void anUnchangedDeviceIsNotReadAgainAndAChangedOneIs() throws Exception {
        lists(FIRST_DATE, offer("openssl", "3.0.16"));
        var collector = collector();
        var first = section(collector);

        assertThat(section(collector)).isEqualTo(first);
        lists(FIRST_DATE, offer("openssl", "3.0.16") + offer("jq", "1.8"));
        assertThat(section(collector).pending().orElseThrow()).hasSize(2);
    }

    @Test
    void aDamagedPackageListFailsTheSectionInsteadOfShorteningIt() {
        device.file(
                LISTS + "a_Packages.lz4", new byte[] {4, 34, 77, 24, 100, 64, (byte) 0xa7, 9, 9});

        assertThatThrownBy(this::collect).isInstanceOf(IOException.class);
    }

    @Test
    void aPackageListOfZerosFailsTheSectionToo() {
        device.file(LISTS + "a_Packages", new byte[1 << 20]);

        assertThatThrownBy(this::collect).isInstanceOf(IOException.class);
    }

    @Test
    void aDatabaseOfZerosFailsTheSectionAndIsNotUpToDate() {
        lists(FIRST_DATE, offer("openssl", "3.0.16"));
        device.file(DpkgStatus.FILE, new byte[2 << 20]);

        assertThatThrownBy(this::collect).isInstanceOf(IOException.class);
    }

    @Test
    void whereSomeOfTheDatabaseMakesNoSenseNothingIsSaidAboutUpdates() throws Exception {
        lists(FIRST_DATE, offer("openssl", "3.0.16"));
        device.file(DpkgStatus.FILE, installed("dpkg", "1.21") + "\0".repeat(10_000));

        assertThat(collect().pending()).isEmpty();
        assertThat(collect().sources().orElseThrow()).hasSize(1);
    }

    @Test
    void withoutAnyListTheyWereNotRefreshedWhateverTheFolderSays() throws Exception {
        device.folder(LISTS + "partial").file("/var/lib/apt/periodic/update-stamp", "");

        assertThat(collect().listsRefreshed()).isEmpty();
    }

    @Test
    void theStampOfTheDailyJobSaysWhenTheyWereRefreshed() throws Exception {
        lists(FIRST_DATE, offer("openssl", "3.0.16"));
        device.modified("/var/lib/apt/lists", Instant.parse("2026-10-16T23:04:00Z"))
                .file("/var/lib/apt/periodic/update-stamp", "")
                .modified(
                        "/var/lib/apt/periodic/update-stamp",
                        Instant.parse("2026-11-20T06:01:00Z"));

        assertThat(collect().listsRefreshed()).contains(Instant.parse("2026-11-20T00:00:00Z"));
    }

    @Test
    void aRestartIsNeededForANewerKernelOfTheSameFlavorOrWhenAsked() {
        var installed = List.of("6.1.0-28-amd64", "6.1.0-30-amd64", "6.1.0-31-rt-amd64");

        assertThat(reboot(false, List.of(), "6.1.0-28-amd64", installed).reasons())
                .containsExactly("kernel 6.1.0-30-amd64 is installed, 6.1.0-28-amd64 runs");
        assertThat(reboot(false, List.of(), "6.1.0-30-amd64", installed).needed()).contains(false);
        assertThat(reboot(true, List.of("dbus"), "6.1.0-30-amd64", installed).reasons())
                .containsExactly("asked for by dbus");
        assertThat(reboot(true, List.of(), "6.1.0-30-amd64", List.of()).needed()).contains(true);
        assertThat(reboot(false, List.of(), "6.18.44-fc", List.of()).needed()).isEmpty();
    }

    private static Reboot reboot(
            boolean asked, List<String> packages, String running, List<String> installed) {
        return Reboot.decide(
                asked,
                packages,
                new Kernels(Optional.of(running), installed, DebianVersion.TEXT_ORDER));
    }

    private void lists(String date, String packages) {
        device.file(LISTS + "a_dists_x_InRelease", "Label: Debian\n" + date)
                .file(LISTS + "a_dists_x_main_binary-amd64_Packages", packages);
    }

    private PatchLevelCollector collector() {
        return new PatchLevelCollector(
                device.files(),
                Optional.of(memory),
                new Collector() {
                    @Override
                    public SectionKind kind() {
                        return PatchLevelSection.KIND;
                    }

                    @Override
                    public Collected collect() {
                        throw new AssertionError("there is dpkg");
                    }
                });
    }

    private PatchLevelSection collect() throws Exception {
        return section(collector());
    }

    private static PatchLevelSection section(PatchLevelCollector collector) throws Exception {
        return (PatchLevelSection) ((Collected.Facts) collector.collect()).section();
    }

    private static Optional<Instant> since(PatchLevelSection section, String name) {
        return section.pending().orElseThrow().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .flatMap(PendingUpdate::since);
    }

    private static String installed(String name, String version) {
        return "Package: %s\nStatus: install ok installed\nArchitecture: amd64\nVersion: %s\n\n"
                .formatted(name, version);
    }

    private static String offer(String name, String version) {
        return "Package: %s\nVersion: %s\nArchitecture: amd64\nDescription: x\n\n"
                .formatted(name, version);
    }

    private static byte[] gzip(String text) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }

    /** What {@code lz4 -9} makes of two hundred offers, of which the last is for nano. */
    private static byte[] lz4Nano() {
        return Base64.getMimeDecoder()
                .decode(
                        """
                        BCJNGGRAp+wKAADxLFBhY2thZ2U6IGZpbGxlci0wClZlcnNpb246IDEuMApBcmNoaXRlY3R1cmU6IGFtZDY0CkRl
                        c2NyaXB0JQDzAXNvbWUgd29yZHMgYWJvdXRIAEwgMAoKWwAYMVsAHzFbACceMVsAGDJbAB8yWwAnHjJbABgzWwAf
                        M1sAJx4zWwAYNFsAHzRbACceNFsAGDVbAB81WwAnHjVbABg2WwAfNlsAJx42WwAYN1sAHzdbACceN1sAGDhbAB84
                        WwAnHjhbABg5WwAfOVsAJx85MwMACY8DHzGQAygfMZEDAQqSAw+TAykPlAMAGTGVAx8xlgMoHzGXAwAZMZgDHzGZ
                        AygfMZoDABkxmwMfMZwDKB8xnQMAGTGeAx8xnwMoHzGgAwAZMaEDHzGiAygfMaMDABkxpAMfMaUDKB8xpgMAGTGn
                        Ax8xqAMoHzGpAwAZMaoDHzGrAygfMawDABkyrAMfMqwDKB8yrAMAGTKsAx8yrAMoHzJABwEKQQcPQgcpD6wDABky
                        rAMfMqwDKB8yrAMAGTKsAx8yrAMoHzKsAwAZMqwDHzKsAygfMqwDABkyrAMfMqwDKB8yrAMAGTKsAx8yrAMoHzKs
                        AwAZMqwDHzKsAygfMqwDABkyrAMfMqwDKB8yrAMAGTOsAx8zrAMoHzOsAwAZM6wDHzOsAygfM6wDABkzrAMfM6wD
                        KB8z7woBCvAKD/EKKQ+sAwAZM6wDHzOsAygfM6wDABkzrAMfM6wDKB8zrAMAGTOsAx8zrAMoHzOsAwAZM6wDHzOs
                        AygfM6wDABkzrAMfM6wDKB8zrAMAGTOsAx8zrAMoHzOsAwAZNKwDHzSsAygfNKwDABk0rAMfNKwDKB80rAMAGTSs
                        Ax80rAMoHzSsAwAZNKwDHzSsAygfNJ4OAQqfDg+gDikPrAMAGTSsAx80rAMoHzSsAwAZNKwDHzSsAygfNKwDABk0
                        rAMfNKwDKB80rAMAGTSsAx80rAMoHzSsAwAZNKwDHzSsAygfNKwDABk1rAMfNawDKB81rAMAGTWsAx81rAMoHzWs
                        AwAZNawDHzWsAygfNawDABk1rAMfNawDKB81rAMAGTWsAx81rAMoHzVNEgEKThIPTxIpD6wDABk1rAMfNawDKB81
                        rAMAGTWsAx81rAMoHzWsAwAZNawDHzWsAygfNawDABk1rAMfNawDKB81rAMAGTasAx82rAMoHzasAwAZNqwDHzas
                        AygfNqwDABk2rAMfNqwDKB82rAMAGTasAx82rAMoHzasAwAZNqwDHzasAygfNqwDABk2rAMfNqwDKB82/BUBCv0V
                        D/4VKQ+sAwAZNqwDHzasAygfNqwDABk2rAMfNqwDKB82rAMAGTasAx82rAMoHzasAwAZN6wDHzesAygfN6wDABk3
                        rAMfN6wDKB83rAMAGTesAx83rAMoHzesAwAZN6wDHzesAygfN6wDABk3rAMfN6wDKB83rAMAGTesAx83rAMoHzes
                        AwAZN6wDHzesAygfN6sZAQqsGQ+tGSkPrAMAGTesAx83rAMoHzesAwAZN6wDHzesAygfN6wDABk4rAMfOKwDKB84
                        rAMAGTisAx84rAMoHzisAwAZOKwDHzisAygfOKwDABk4rAMfOKwDKB84rAMAGTisAx84rAMoHzisAwAZOKwDHzis
                        AygfOKwDABk4rAMfOKwDKB84rAMAGTisAx84rAMoHzhaHQEKWx0PXB0pD6wDABk4rAMfOKwDKB84rAMAGTmsAx85
                        rAMoHzmsAwAZOawDHzmsAygfOawDABk5rAMfOawDKB85rAMAGTmsAx85rAMoHzmsAwAZOawDHzmsAygfOawDABk5
                        rAMfOawDKB85rAMAGTmsAx85rAMoHzmsAwAZOawDHzmsAygfOawDABk5rAMfOawDKB85CSEBCgohDwshKQ8MIQIL
                        DSEPDiEqDw8hARowECEfMBEhKR8wEiEBGjATIR8wFCEpHzAVIQEaMBYhHzAXISkfMBghARowGSEfMBohKR8wGyEB
                        GjAcIR8wHSEpHzAeIQEaMB8hHzAgISkfMCEhARowIiEfMCMhKR8wJCEBGjAlIR8wJiEpHzAnIQEaMCghHzApISkf
                        MMoDAQvXJA/YJCoP2SQDC9okD9skKg/KAwEL3SQP3iQqD98kAgvgJA/hJCoP4iQCC+MkD+QkKg/lJAIL5iQP5yQq
                        D+gkAgvpJA/qJCoP6yQCC+wkD+0kKg/uJAIL7yQP8CQqD/EkAgvyJA/zJCoP9CQBGjH1JC8xMsoDKQ/3JAEaMfgk
                        LzEyygMpHzKmKAILpygPqCgqD8oDAQr+JC8xMsoDKQ8AJQEaMQElLzEyygMpDwMlARoxBCUvMTLKAykPBiUBGjEH
                        JS8xMsoDKQ8JJQEaMQolLzEyygMpDwwlARoxDSUvMTLKAykPDyUBGjEQJS8xMsoDKQ8SJQEaMRMlLzEzygMpDxUl
                        ARoxFiUvMTPKAykPGCUBGjEZJS8xM8oDKR8zcywCC3QsD3UsKg/KAwEKHyUvMTPKAykPISUBGjEiJS8xM8oDKQ8k
                        JQEaMSUlLzEzygMpDyclARoxKCUvMTPKAykPKiUBGjErJS8xM8oDKQ8tJQEaMS4lLzEzygMpDzAlARoxMSUvMTTK
                        AykPMyUBGjE0JS8xNMoDKQ82JQEaMTclLzE0ygMpDzklARoxOiUvMTTKAykfNEAwAgtBMA9CMCoPygMBCkAlLzE0
                        ygMpD0IlARoxQyUvMTTKAykPRSUBGjFGJS8xNMoDKQ9IJQEaMUklLzE0ygMpD0slARoxTCUvMTTKAykPTiUBGjFP
                        JS8xNcoDKQ9RJQEaMVIlLzE1ygMpD1QlARoxVSUvMTXKAykPVyUBGjFYJS8xNcoDKQ9aJQEaMVslLzE1ygMpHzUN
                        NAILDjQPDzQqD8oDAQphJS8xNcoDKQ9jJQEaMWQlLzE1ygMpD2YlARoxZyUvMTXKAykPaSUBGjFqJS8xNcoDKQ9s
                        JQEaMW0lLzE2ygMpD28lARoxcCUvMTbKAykPciUBGjFzJS8xNsoDKQ91JQEaMXYlLzE2ygMpD3glARoxeSUvMTbK
                        AykPeyUBGjF8JS8xNsoDKR822jcCC9s3D9w3Kg/KAwEKgiUvMTbKAykPhCUBGjGFJS8xNsoDKQ+HJQEaMYglLzE2
                        ygMpD4olARoxiyUvMTfKAykPjSUBGjGOJS8xN8oDKQ+QJQEaMZElLzE3ygMpD5MlARoxlCUvMTfKAykPliUBGjGX
                        JS8xN8oDKQ+ZJQEaMZolLzE3ygMpD5wlARoxnSUvMTfKAykfN6c7AguoOw+pOyoPygMBCqMlLzE3ygMpD6UlARox
                        piUvMTfKAykPqCUBGjGpJS8xOMoDKQ+rJQEaMawlLzE4ygMpD64lARoxryUvMTjKAykPsSUBGjGyJS8xOMoDKQ+0
                        JQEaMbUlLzE4ygMpD7clARoxuCUvMTjKAykPuiUBGjG7JS8xOMoDKQ+9JQEaMb4lLzE4ygMpHzh0PwILdT8Pdj8q
                        D8oDAQrEJS8xOMoDKQ/GJQEaMcclLzE5ygMpD8klARoxyiUvMTnKAykPzCUBGjHNJS8xOcoDKQ/PJQEaMdAlLzE5
                        ygMpD9IlARox0yUvMTnKAykP1SUBGjHWJS8xOcoDKQ/YJQEaMdklLzE5ygMpD9slARox3CUvMTnKAykP3iUBGjHf
                        JS8xOcoDKQnhJUZuYW5vWwAfNwhJEsBtYWxsIGVkaXRvcgoAAAAAXCGukQ==
                        """);
    }
}
