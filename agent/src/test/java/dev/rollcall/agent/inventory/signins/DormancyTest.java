package dev.rollcall.agent.inventory.signins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DormancyTest {

    private static final Instant NOW = Instant.parse("2026-11-28T09:00:00Z");
    private static final Instant LONG_AGO = Instant.parse("2026-05-04T08:15:42Z");
    private static final Instant RECENTLY = Instant.parse("2026-11-27T08:15:42Z");

    @TempDir Path folder;
    private PlantedDevice device;
    private PlantedLogins logins;
    private Path memory;

    @BeforeEach
    void plant() throws Exception {
        device = new PlantedDevice(folder.resolve("device"));
        logins = new PlantedLogins(device).now(NOW);
        memory = folder.resolve("dormant-accounts.json");
        home("kid", LONG_AGO);
    }

    @Test
    void nobodySignedInForHalfAYear() throws Exception {
        logins.lastlog(1001, LONG_AGO);
        assertThat(dormant(kid())).contains(true);

        logins.lastlog(1001, RECENTLY);
        assertThat(dormant(kid())).contains(false);
    }

    @Test
    void anAccountThatNobodyEverSignedInToIsDormantWhereTheLogIsOldEnough() throws Exception {
        logins.lastlog(1000, Instant.EPOCH);
        var made = device.files().made("/var/log/lastlog").orElseThrow();
        var before = made.minus(Duration.ofDays(400));
        home("kid", before);
        var kid = account("kid", 1001, "/bin/bash", before);

        logins.lastlog(1000, before).now(made.plus(Duration.ofHours(1)));
        assertThat(dormant(kid)).isEmpty();

        logins.now(made.plus(Duration.ofDays(300)));
        assertThat(dormant(kid)).contains(true);
    }

    @Test
    void whoSignsInToADesktopIsInNoLastlogAndSeenAllTheSame() throws Exception {
        logins.lastlog(1001, LONG_AGO).wtmp("lee", RECENTLY).wtmp("kid", LONG_AGO);
        assertThat(dormant(kid())).contains(true);

        logins.wtmp("kid", RECENTLY).wtmp("lee", LONG_AGO);
        assertThat(dormant(kid())).contains(false);
    }

    @Test
    void aHomeInWhichSomethingIsNewIsUsed() throws Exception {
        logins.lastlog(1001, LONG_AGO);
        device.file("/home/kid/.config/dconf/user", "")
                .modified("/home/kid/.config/dconf", RECENTLY)
                .modified("/home/kid/.config", LONG_AGO)
                .modified("/home/kid", LONG_AGO);

        assertThat(dormant(kid())).contains(false);
    }

    @Test
    void withoutALogOrAHomeNothingIsKnown() throws Exception {
        assertThat(dormant(kid())).isEmpty();

        logins.lastlog(1002, LONG_AGO);
        assertThat(dormant(account("gone", 1002, "/bin/bash", LONG_AGO))).isEmpty();
        device.link("/home/gone", "/home/kid");
        assertThat(dormant(account("gone", 1002, "/bin/bash", LONG_AGO))).isEmpty();
    }

    /** As ecryptfs-utils leaves it when somebody signs out: a stub, and beside it what is in it. */
    @Test
    void ofAHomeThatIsEncryptedFileByFileWhatIsUsedLiesBesideIt() throws Exception {
        var kept = "/home/.ecryptfs/kid/";
        logins.lastlog(1001, LONG_AGO);
        device.file(kept + ".ecryptfs/Private.mnt", "/home/kid")
                .file(kept + ".ecryptfs/Private.sig", "8899aabbccddeeff")
                .file(kept + ".Private/ECRYPTFS_FNEK_ENCRYPTED.a/ECRYPTFS_FNEK_ENCRYPTED.b", "")
                .modified(kept + ".Private/ECRYPTFS_FNEK_ENCRYPTED.a", LONG_AGO)
                .modified(kept + ".Private", LONG_AGO);
        assertThat(dormant(kid())).contains(false);

        device.modified(
                kept + ".Private/ECRYPTFS_FNEK_ENCRYPTED.a/ECRYPTFS_FNEK_ENCRYPTED.b", LONG_AGO);
        assertThat(dormant(kid())).contains(true);

        device.modified(kept + ".Private/ECRYPTFS_FNEK_ENCRYPTED.a", RECENTLY);
        assertThat(dormant(kid())).contains(false);
    }

    @Test
    void aHomeOnAServerIsLeftAlone() throws Exception {
        logins.lastlog(1001, LONG_AGO);
        device.file("/proc/self/mounts", "/dev/sda1 / ext4 rw 0 0\nsrv:/h /home nfs4 rw 0 0\n");
        assertThat(dormant(kid())).isEmpty();

        device.file("/proc/self/mounts", "/dev/sda1 / ext4 rw 0 0\nsrv:/s /home/k nfs4 rw 0 0\n");
        assertThat(dormant(kid())).contains(true);
    }

    @Test
    void aNewPasswordIsForSomebodyWhoComes() throws Exception {
        logins.lastlog(1001, LONG_AGO);

        assertThat(dormant(account("kid", 1001, "/bin/bash", RECENTLY))).contains(false);
    }

    @Test
    void whatNobodyCanSignInToIsNotJudged() throws Exception {
        home("games", LONG_AGO);
        logins.lastlog(5, LONG_AGO).lastlog(1001, LONG_AGO).lastlog(0, LONG_AGO);

        assertThat(dormant(account("games", 5, "/bin/sh", LONG_AGO))).isEmpty();
        assertThat(dormant(account("kid", 1001, "/usr/sbin/nologin", LONG_AGO))).isEmpty();
        assertThat(dormant(account("kid", 65_534, "/bin/sh", LONG_AGO))).isEmpty();
    }

    @Test
    void aClockThatIsWrongSaysNothing() throws Exception {
        logins.lastlog(1001, RECENTLY).now(Instant.parse("1970-02-01T00:00:00Z"));
        assertThat(dormant(kid())).isEmpty();

        device.file("/proc/stat", "btime soon\n");
        assertThat(dormant(kid())).isEmpty();
    }

    @Test
    void whatWasDecidedStandsForTheMonthWhoeverSignsIn() throws Exception {
        logins.lastlog(1001, LONG_AGO);
        assertThat(remembered(kid())).contains(true);

        logins.lastlog(1001, RECENTLY);
        assertThat(remembered(kid())).contains(true);
        logins.now(Instant.parse("2026-11-30T23:59:00Z"));
        assertThat(remembered(kid())).contains(true);

        logins.now(Instant.parse("2026-12-01T00:01:00Z"));
        assertThat(remembered(kid())).contains(false);
        logins.now(Instant.parse("2026-12-20T12:00:00Z"));
        assertThat(remembered(kid())).contains(false);
    }

    @Test
    void aDamagedMemoryIsBegunAnew() throws Exception {
        logins.lastlog(1001, LONG_AGO);
        for (var damaged : List.of("", "{", "[]", "null", "{\"month\":7}", "\u0000")) {
            Files.writeString(memory, damaged);
            assertThat(remembered(kid())).contains(true);
        }
    }

    /** Neither what is said nor what is remembered changes with the time of a sign-in. */
    @Test
    void noDateOfASignInLeaves() throws Exception {
        var answers = new ArrayList<String>();
        for (int minutes : List.of(0, 1, 1_000, 20_000, 40_000)) {
            Files.deleteIfExists(memory);
            logins.lastlog(1001, LONG_AGO.minus(Duration.ofMinutes(minutes)))
                    .wtmp("kid", LONG_AGO.minus(Duration.ofMinutes(minutes)));
            answers.add(remembered(kid()) + Files.readString(memory));
        }

        assertThat(answers)
                .containsOnly(
                        "Optional[true]{\"month\":\"2026-11\",\"answers\":{\"1001:kid\":\"YES\"}}");
    }

    @Test
    void damagedLogsAreNoReasonToFail() throws Exception {
        device.file("/var/log/lastlog", "x".repeat(1001 * 292 + 100))
                .file("/var/log/wtmp", "\u0007\u0000" + "\u00ff".repeat(5_000));
        assertThat(dormant(kid())).isEmpty();

        device.file("/var/log/lastlog", "\u007f".repeat(1002 * 292));
        assertThat(dormant(kid())).isEmpty();

        Files.delete(device.root().resolve("var/log/lastlog"));
        device.folder("/var/log/lastlog").file("/proc/self/mounts", "\u0000 \u0000 nfs 7\n");
        assertThat(dormant(kid())).isEmpty();
    }

    @Test
    void whereLastlog2IsThereItsProgramIsAsked() throws Exception {
        device.file("/var/lib/lastlog/lastlog2.db", "SQLite format 3\u0000");
        var commands = new ArrayList<List<String>>();
        Programs programs =
                (command, limit, most) -> {
                    commands.add(command);
                    var name = command.get(1).equals("--time") ? "lee" : "kid";
                    var table =
                            """
                            Username         Port     From                                       Latest
                            %s               pts/0    10.0.0.9                                   Wed Nov 25
                            """
                                    .formatted(name);
                    return Optional.of(new ProgramResult(0, table, "", false, false));
                };

        assertThat(dormant(programs, kid())).contains(true);
        assertThat(commands)
                .containsExactly(
                        List.of("lastlog2", "--time", "181"),
                        List.of("lastlog2", "--before", "181"));
    }

    private Account kid() {
        return account("kid", 1001, "/bin/bash", LONG_AGO);
    }

    private static Account account(String name, long uid, String shell, Instant changed) {
        return new Account(
                name,
                uid,
                "/home/" + name,
                shell,
                Optional.of(uid < 1000),
                Optional.of(LocalDate.ofInstant(changed, ZoneOffset.UTC)));
    }

    private void home(String name, Instant when) {
        device.file("/home/" + name + "/.profile", "")
                .modified("/home/" + name + "/.profile", when)
                .modified("/home/" + name, when);
    }

    private Optional<Boolean> dormant(Account account) throws Exception {
        return dormant(Programs.none(), account);
    }

    private Optional<Boolean> dormant(Programs programs, Account account) throws Exception {
        return ask(new Dormancy(device.files(), programs, "amd64", Optional.empty()), account);
    }

    private Optional<Boolean> remembered(Account account) throws Exception {
        return ask(
                new Dormancy(device.files(), Programs.none(), "amd64", Optional.of(memory)),
                account);
    }

    private static Optional<Boolean> ask(Dormancy dormancy, Account account) throws Exception {
        try (var judgement = dormancy.judge()) {
            return judgement.apply(account);
        }
    }
}
