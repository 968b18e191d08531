package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.DebianTracker.Read;
import dev.rollcall.server.cli.DebianTracker.Unreadable;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DebianTrackerTest {

    private static final Instant AS_OF = Instant.parse("2026-11-20T10:00:00Z");

    private static Read read(String releases) throws Unreadable {
        return read("curl", "CVE-2023-38545", releases);
    }

    private static Read read(String source, String issue, String releases) throws Unreadable {
        var entry = "{'description':'heap overflow','scope':'remote','releases':" + releases + "}";
        return DebianTracker.read(
                source, issue, Json.wire().readTree(entry.replace('\'', '"')), AS_OF);
    }

    private static String affected(String releases) throws Unreadable {
        return read(releases).osv().path("affected").toString().replace('"', '\'');
    }

    @Test
    void whatIsResolvedIsFixedInAVersion() throws Unreadable {
        var read =
                read(
                        "{'bookworm':{'status':'resolved','repositories':{'bookworm':'7.88.1-10+deb12u5'},"
                                + "'fixed_version':'7.88.1-10+deb12u4','urgency':'not yet assigned'}}");

        assertThat(read.osv().toString().replace('"', '\''))
                .isEqualTo(
                        "{'id':'DEBIAN-CVE-2023-38545:curl','upstream':['CVE-2023-38545'],"
                                + "'modified':'2026-11-20T10:00:00Z','summary':'heap overflow','affected':[{"
                                + "'package':{'ecosystem':'Debian:12','name':'curl'},'ranges':[{"
                                + "'type':'ECOSYSTEM','events':[{'introduced':'0'},"
                                + "{'fixed':'7.88.1-10+deb12u4'}]}],"
                                + "'ecosystem_specific':{'urgency':'not yet assigned'}}]}");
        assertThat(read.undecided()).isZero();
    }

    @Test
    void whatIsOpenHasNoFixAndWhatWasNeverThereIsNotAffected() throws Unreadable {
        assertThat(affected("{'trixie':{'status':'open','urgency':'low**','nodsa':'Minor issue'}}"))
                .isEqualTo(
                        "[{'package':{'ecosystem':'Debian:13','name':'curl'},'ranges':[{'type':'ECOSYSTEM',"
                                + "'events':[{'introduced':'0'}]}],'ecosystem_specific':{'urgency':'low'}}]");
        assertThat(affected("{'bookworm':{'status':'resolved','fixed_version':'0'}}"))
                .isEqualTo("[]");
    }

    @Test
    void whatIsNotDeterminedIsUnknownAndNotFixed() throws Unreadable {
        var read =
                read(
                        "{'bookworm':{'status':'undetermined','urgency':'high'},"
                                + "'bullseye':{'status':'resolved'},'sid':{'status':'open'},"
                                + "'hamm':{'status':'nonsense'}}");

        assertThat(read.undecided()).isEqualTo(2);
        assertThat(read.unknown()).containsExactly("sid", "hamm");
        assertThat(read.osv().path("affected")).isEmpty();
    }

    @Test
    void everyStableReleaseHasItsNumber() throws Unreadable {
        var open = "'%s':{'status':'open'}";
        assertThat(
                        read("{"
                                        + open.formatted("buster")
                                        + ","
                                        + open.formatted("bullseye")
                                        + ","
                                        + open.formatted("forky")
                                        + "}")
                                .osv()
                                .path("affected")
                                .valueStream()
                                .map(each -> each.at("/package/ecosystem").stringValue()))
                .containsExactly("Debian:10", "Debian:11", "Debian:14");
    }

    @Test
    void aLongNameStillNamesOneThingOnly() throws Unreadable {
        var one = read("x".repeat(90) + "-a", "CVE-2023-1234", "{}").osv().path("id");
        var other = read("x".repeat(90) + "-b", "CVE-2023-1234", "{}").osv().path("id");

        assertThat(one.stringValue()).hasSize(80).isNotEqualTo(other.stringValue());
    }

    @Test
    void whatMakesNoSenseSaysWhy() {
        assertThatThrownBy(() -> read("../etc", "CVE-2023-1", "{}"))
                .isInstanceOf(Unreadable.class)
                .hasMessage("no name of a source package");
        assertThatThrownBy(() -> read("curl", "DSA-1", "{}"))
                .hasMessage("no name of a vulnerability");
        assertThatThrownBy(() -> read("7")).hasMessageContaining("which releases");
        assertThatThrownBy(() -> read("{'bookworm':{}}"))
                .hasMessage("bookworm has no status that is known here");
    }
}
