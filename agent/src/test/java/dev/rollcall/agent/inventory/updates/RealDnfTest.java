package dev.rollcall.agent.inventory.updates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.packages.RpmDatabase;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.PatchLevelSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real dnf, rpm and createrepo_c, with a repository and a root of their own. */
@Tag("slow")
class RealDnfTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int OUTPUT = 1024 * 1024;

    @TempDir private Path folder;

    private final List<String> started = new ArrayList<>();
    private Path repository;
    private Path root;
    private Path home;
    private DnfCollector collector;

    @BeforeEach
    void theProgramsAreHere() throws Exception {
        for (var program : List.of("dnf", "rpmbuild", "createrepo_c", "modifyrepo_c")) {
            assumeThat(Programs.ofThisMachine().run(List.of(program, "--version"), LIMIT, OUTPUT))
                    .as(program)
                    .isPresent();
        }
        repository = Files.createDirectory(folder.resolve("repository"));
        root = Files.createDirectory(folder.resolve("root"));
        home = Files.createDirectory(folder.resolve("home"));
        var files = DeviceFiles.below(root);
        collector =
                new DnfCollector(
                        files,
                        this::recorded,
                        new RpmDatabase(files, this::recorded),
                        Optional.empty());
        // Debian's rpm keeps its database elsewhere than the distributions that live by it
        Files.writeString(home.resolve(".rpmmacros"), "%_dbpath /var/lib/rpm\n");
        Files.writeString(
                Files.createDirectories(root.resolve("etc/yum.repos.d")).resolve("local.repo"),
                "[local]\nname=local\nbaseurl=%s\ngpgcheck=0\n".formatted(repository.toUri()));
    }

    @Test
    void pendingUpdatesAndWhichAreAboutSecurityAreWhatDnfSays() throws Exception {
        published("sample-openssl", "1:3.0.1");
        published("sample-bash", "5.1.8");
        run("createrepo_c", "-q", repository.toString());
        dnf("-q", "-y", "install", "sample-openssl", "sample-bash");

        assertThat(collect().pending()).contains(List.of());
        assertThat(started).containsExactly("dnf", "rpm");

        assertThat(collect().pending()).contains(List.of());
        assertThat(started).as("of a device that is as it was").containsExactly("dnf", "rpm");

        published("sample-openssl", "1:3.0.2");
        published("sample-bash", "5.1.9");
        advised("sample-openssl", "3.0.2");
        dnf("-q", "makecache");
        var section = collect();

        assertThat(section.pending().orElseThrow())
                .extracting(u -> u.name() + " " + u.installed().orElse("?") + " " + u.candidate())
                .containsExactly(
                        "sample-bash 5.1.8-1 5.1.9-1", "sample-openssl 1:3.0.1-1 1:3.0.2-1");
        assertThat(section.pending().orElseThrow())
                .extracting(PatchLevelSection.PendingUpdate::security)
                .containsExactly(Optional.of(false), Optional.of(true));
        assertThat(section.pendingSecurity()).contains(1L);
        assertThat(section.listsRefreshed().orElseThrow())
                .isBetween(Instant.now().minus(Duration.ofDays(1)).minus(LIMIT), Instant.now());
    }

    @Test
    void ofARepositoryThatWasNeverFetchedNothingIsKnownToBeUpToDate() throws Exception {
        published("sample-bash", "5.1.8");
        run("createrepo_c", "-q", repository.toString());
        dnf("-q", "-y", "install", "sample-bash");
        published("sample-bash", "5.1.9");
        run("createrepo_c", "-q", repository.toString());
        dnf("-q", "makecache");
        assertThat(collect().pendingCount()).contains(1L);

        Files.writeString(
                root.resolve("etc/yum.repos.d/other.repo"),
                "[other]\nname=other\nbaseurl=%s\nskip_if_unavailable=True\n"
                        .formatted(folder.resolve("nowhere").toUri()));
        assertThat(collect().pending()).isEmpty();

        Files.delete(root.resolve("etc/yum.repos.d/other.repo"));
        assertThat(collect().pendingCount()).contains(1L);

        dnf("-q", "clean", "all");
        assertThat(collect().pending()).isEmpty();
    }

    @Test
    void anUpdateThatIsInstalledIsPendingNoMore() throws Exception {
        published("sample-bash", "5.1.8");
        run("createrepo_c", "-q", repository.toString());
        dnf("-q", "-y", "install", "sample-bash");
        published("sample-bash", "5.1.9");
        run("createrepo_c", "-q", repository.toString());
        dnf("-q", "makecache");
        assertThat(collect().pendingCount()).contains(1L);

        run(
                "rpm",
                "--root",
                root.toString(),
                "--define",
                "_dbpath /var/lib/rpm",
                "-U",
                rpm("5.1.9"));

        assertThat(collect().pending()).contains(List.of());
    }

    private String rpm(String version) {
        return repository.resolve("noarch/sample-bash-" + version + "-1.noarch.rpm").toString();
    }

    private PatchLevelSection collect() throws Exception {
        return (PatchLevelSection) ((Collected.Facts) collector.collect()).section();
    }

    private void published(String name, String version) throws Exception {
        int colon = version.indexOf(':');
        var spec = folder.resolve(name + ".spec");
        Files.writeString(
                spec,
                """
                Name: %s
                Epoch: %s
                Version: %s
                Release: 1
                Summary: sample
                License: none
                BuildArch: noarch
                %%description
                sample
                %%files
                """
                        .formatted(
                                name,
                                colon < 0 ? "0" : version.substring(0, colon),
                                version.substring(colon + 1)));
        run(
                "rpmbuild",
                "--quiet",
                "--define",
                "_rpmdir " + repository,
                "--define",
                "_topdir " + folder.resolve("build"),
                "-bb",
                spec.toString());
    }

    private void advised(String name, String version) throws Exception {
        var advisories = folder.resolve("updateinfo.xml");
        Files.writeString(
                advisories,
                """
                <updates><update from="security@example.org" status="final" type="security" version="1">
                  <id>SAMPLE-2026:1</id><title>sample</title><issued date="2026-11-01 00:00:00"/>
                  <severity>Important</severity><description>sample</description>
                  <pkglist><collection short="sample"><name>sample</name>
                    <package name="%s" version="%s" release="1" epoch="1" arch="noarch" src="s.src.rpm">
                      <filename>%s-%s-1.noarch.rpm</filename>
                    </package>
                  </collection></pkglist>
                </update></updates>
                """
                        .formatted(name, version, name, version));
        run("createrepo_c", "-q", repository.toString());
        run(
                "modifyrepo_c",
                "--mdtype=updateinfo",
                advisories.toString(),
                repository.resolve("repodata").toString());
    }

    private void dnf(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("dnf"));
        command.addAll(List.of(arguments));
        assertThat(inTheRoot(command, LIMIT, OUTPUT).orElseThrow())
                .matches(ProgramResult::succeeded, String.join(" ", command));
    }

    private void run(String... command) throws Exception {
        assertThat(Programs.ofThisMachine().run(List.of(command), LIMIT, OUTPUT).orElseThrow())
                .matches(ProgramResult::succeeded, String.join(" ", command));
    }

    private Optional<ProgramResult> recorded(List<String> command, Duration limit, int most)
            throws IOException, InterruptedException {
        started.add(command.getFirst());
        return inTheRoot(command, limit, most);
    }

    /** As the programs of a device whose root is the test's. */
    private Optional<ProgramResult> inTheRoot(List<String> command, Duration limit, int most)
            throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of("env", "HOME=" + home, command.getFirst()));
        switch (command.getFirst()) {
            case "dnf" ->
                    line.addAll(
                            List.of(
                                    "--installroot=" + root,
                                    "--releasever=9",
                                    "--setopt=reposdir=" + root.resolve("etc/yum.repos.d")));
            case "rpm" -> line.addAll(List.of("--root", root.toString()));
            default -> throw new IllegalStateException(command.toString());
        }
        line.addAll(command.subList(1, command.size()));
        return Programs.ofThisMachine().run(line, limit, most);
    }
}
