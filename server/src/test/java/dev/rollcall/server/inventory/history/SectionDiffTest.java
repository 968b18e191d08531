package dev.rollcall.server.inventory.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SectionDiffTest {

    private static List<Change> between(String kind, String before, String after) {
        return SectionDiff.between(
                new SectionKind(kind),
                Json.wire().readTree(before.replace('\'', '"')),
                Json.wire().readTree(after.replace('\'', '"')));
    }

    private static List<String> sentences(List<Change> changes) {
        return changes.stream().map(Change::sentence).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "volumes | {'protection':'yes'} | {'protection':'no'} | encryption off",
                "volumes | {'protection':'no'} | {'protection':'yes'} | encryption on",
                "volumes | {'protection':'yes'} | {} | encryption not known any more",
                "hardware | {'memoryBytes':8589934592} | {'memoryBytes':4294967296} | memory 8 GiB → 4 GiB",
                "hardware | {'firmwareVersion':'1.2'} | {'firmwareVersion':'1.3'} | firmware version 1.2 → 1.3",
                "hardware | {} | {'serial':'5CG1'} | serial 5CG1",
                "hardware | {'processor':{'cores':4}} | {'processor':{'cores':2}} | cores 4 → 2",
                "security | {'firewall':{'on':true}} | {'firewall':{'on':false}} | firewall off",
                "security | {'secureBoot':true} | {'secureBoot':false} | Secure Boot off",
                "local-users | {'users':[]} | {'users':[{'administrator':true,'name':'eve'}]} | local administrator eve added",
                "local-users | {'users':[{'name':'kim'}]} | {'users':[]} | local account kim removed",
                "local-users | {'users':[{'administrator':false,'name':'kim'}]} | {'users':[{'administrator':true,'name':'kim'}]} | kim became a local administrator",
                "local-users | {'otherAdministrators':2} | {'otherAdministrators':3} | administrator of a domain or directory added (2 → 3)",
                "local-users | {'otherAdministrators':0} | {'otherAdministrators':2} | 2 administrators of a domain or directory added (0 → 2)",
                "local-users | {'otherAdministrators':2} | {'otherAdministrators':1} | administrator of a domain or directory removed (2 → 1)",
                "local-users | {} | {'otherAdministrators':2} | administrators of a domain or directory 2",
                "local-users | {'otherAdministrators':2} | {} | administrators of a domain or directory 2 → not known any more",
                "hardware | {'disks':[{'bytes':1000204886016,'model':'WD','name':'sda','serial':'A'}]} | {'disks':[]} | disk sda removed (WD 931.5 GiB)",
                "peripherals | {'displays':[]} | {'displays':[{'connector':'DP-1','model':'DELL U2415'}]} | display DELL U2415 added",
                "browsers | {'browsers':[]} | {'browsers':[{'browser':'firefox','extensions':[]}]} | browser firefox added",
                "browsers | {'browsers':[{'browser':'edge','extensions':[{'id':'abc','name':'uBlock','version':'1.2'}]}]} | {'browsers':[{'browser':'edge','extensions':[]}]} | extension uBlock removed (1.2)",
                "services | {'services':[]} | {'services':[{'enabledBy':'administrator','name':'cups.service','running':true}]} | service cups.service added",
                "security | {'sshd':{'ports':[22]}} | {'sshd':{'ports':[22,2222]}} | ports 2222 added"
            })
    void whatHappenedIsSaidInALine(String kind, String before, String after, String sentence) {
        assertThat(sentences(between(kind, before, after)))
                .containsExactly(sentence.replace("kim became", "local account kim became"));
    }

    @Test
    void aModuleThatWasTakenOutIsGoneAndOneThatWasExchangedIsAnotherOne() {
        var before =
                "{'memoryModules':[{'bytes':4294967296,'serial':'1','slot':'A'},{'bytes':4294967296,'serial':'2','slot':'B'}]}";
        var out = "{'memoryModules':[{'bytes':4294967296,'serial':'1','slot':'A'}]}";
        var exchanged =
                "{'memoryModules':[{'bytes':4294967296,'serial':'1','slot':'A'},{'bytes':2147483648,'serial':'3','slot':'B'}]}";

        assertThat(sentences(between("hardware", before, out)))
                .containsExactly("memory module B removed (4 GiB)");
        assertThat(sentences(between("hardware", before, exchanged)))
                .containsExactly(
                        "memory module B removed (4 GiB)", "memory module B added (2 GiB)");
    }

    @Test
    void whatWasNotKnownBeforeHasNotBeenAdded() {
        assertThat(between("hardware", "{}", "{'disks':[{'name':'sda'},{'name':'sdb'}]}"))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.kind()).isEqualTo(Change.Kind.CHANGED);
                    assertThat(change.before()).isEmpty();
                    assertThat(change.after()).contains("2");
                });
    }

    @Test
    void membersThatNothingTellsApartAreCounted() {
        assertThat(
                        between(
                                "hardware",
                                "{'memoryModules':[{'slot':'DIMM'},{'slot':'DIMM'}]}",
                                "{'memoryModules':[{'slot':'DIMM'}]}"))
                .hasSize(1);
    }

    @Test
    void whatChangesByItselfIsRoutineAndPendingUpdatesAreCounted() {
        var changes =
                between(
                        "patch-level",
                        "{'listsRefreshed':'2026-11-01T00:00:00Z','pending':[],'rebootNeeded':false}",
                        "{'listsRefreshed':'2026-11-02T00:00:00Z','pending':[{'name':'a'},{'name':'b'}],'rebootNeeded':true}");

        assertThat(changes)
                .filteredOn(c -> !c.routine())
                .extracting(Change::sentence)
                .containsExactly("restart due no → yes");
        assertThat(changes)
                .filteredOn(Change::routine)
                .extracting(Change::sentence)
                .contains("pending 0 → 2");
    }

    @Test
    void aServiceThatStoppedAndNewerSignaturesAreRoutine() {
        assertThat(
                        between(
                                "services",
                                "{'services':[{'enabledBy':'vendor','name':'cron.service','running':true}]}",
                                "{'services':[{'enabledBy':'vendor','name':'cron.service','running':false}]}"))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.item()).contains("service cron.service");
                    assertThat(change.routine()).isTrue();
                });
        assertThat(
                        between(
                                "security",
                                "{'malware':{'by':'clamav','signaturesOf':'2026-11-01'}}",
                                "{'malware':{'by':'clamav','signaturesOf':'2026-11-02'}}"))
                .singleElement()
                .satisfies(change -> assertThat(change.routine()).isTrue());
    }

    private static InstalledPackage installed(String name, String version, String architecture) {
        return new InstalledPackage(name, version, architecture, PackageSource.DPKG);
    }

    @Test
    void packagesAreAddedRemovedAndUpdated() {
        var before =
                List.of(
                        installed("curl", "7", "amd64"),
                        installed("libc6", "1", "amd64"),
                        installed("libc6", "1", "i386"),
                        installed("vim", "9", "amd64"));
        var after =
                List.of(
                        installed("curl", "8", "amd64"),
                        installed("libc6", "1", "amd64"),
                        installed("libc6", "2", "i386"),
                        installed("steam", "1", "amd64"));

        assertThat(PackagesDiff.between(before, after))
                .extracting(Change::sentence)
                .containsExactly(
                        "package curl 7 → 8",
                        "package libc6:i386 1 → 2",
                        "package steam added (1)",
                        "package vim removed (9)");
        assertThat(PackagesDiff.between(before, before)).isEmpty();
    }

    @Test
    void aSecondArchitectureIsAllThatIsAddedAndAllThatIsRemoved() {
        var one = List.of(installed("libc6", "1", "amd64"));
        var both = List.of(installed("libc6", "1", "amd64"), installed("libc6", "1", "i386"));

        assertThat(PackagesDiff.between(one, both))
                .extracting(Change::sentence)
                .containsExactly("package libc6:i386 added (1)");
        assertThat(PackagesDiff.between(both, one))
                .extracting(Change::sentence)
                .containsExactly("package libc6:i386 removed (1)");
        assertThat(
                        PackagesDiff.between(
                                one,
                                List.of(
                                        installed("libc6", "2", "amd64"),
                                        installed("libc6", "2", "i386"))))
                .extracting(Change::sentence)
                .containsExactly("package libc6:amd64 1 → 2", "package libc6:i386 added (2)");
    }

    @Test
    void anUpdateForAnotherArchitectureIsAnUpdateAndTheSameVersionForAnotherIsAnExchange() {
        var amd64 = List.of(installed("tzdata", "1", "amd64"));

        assertThat(PackagesDiff.between(amd64, List.of(installed("tzdata", "2", "all"))))
                .extracting(Change::sentence)
                .containsExactly("package tzdata 1 → 2");
        assertThat(PackagesDiff.between(amd64, List.of(installed("tzdata", "1", "all"))))
                .extracting(Change::sentence)
                .containsExactly(
                        "package tzdata:all added (1)", "package tzdata:amd64 removed (1)");
    }

    @Test
    void severalVersionsOfOneNameComeAndGoOneByOne() {
        var old = Stream.of("1", "2").map(v -> installed("kernel", v, "x86_64")).toList();
        var now = Stream.of("2", "3").map(v -> installed("kernel", v, "x86_64")).toList();
        var more =
                Stream.of("1", "2", "3", "4").map(v -> installed("kernel", v, "x86_64")).toList();

        assertThat(PackagesDiff.between(old, now))
                .extracting(Change::before, Change::after)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Optional.of("1"), Optional.of("3")));
        assertThat(PackagesDiff.between(old, more)).hasSize(2);
    }
}
