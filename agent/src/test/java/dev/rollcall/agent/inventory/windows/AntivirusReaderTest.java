package dev.rollcall.agent.inventory.windows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.SecuritySection.Malware;
import dev.rollcall.common.inventory.SecuritySection.MalwareScanner;
import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The input follows published samples of AntiVirusProduct and Microsoft's enumeration of states:
 * see {@link Recorded}.
 */
class AntivirusReaderTest {

    private static final String STEPPED_ASIDE =
            "{\"name\":\"defender\",\"rows\":[{\"AMServiceEnabled\":true,"
                    + "\"RealTimeProtectionEnabled\":false,\"AMRunningMode\":\"Passive Mode\","
                    + "\"Signatures\":\"2026-11-22\"}]}\n";
    private static final String WINDOWS_OWN =
            "{\"displayName\":\"Windows Defender\","
                    + "\"instanceGuid\":\"{D68DDC3A-831F-4fae-9E44-DA132C1ACF46}\","
                    + "\"productState\":393472}";

    /** As each registers itself; what it is, and whether it looks. */
    @ParameterizedTest
    @CsvSource({
        "Sophos Intercept X, 266240, SOPHOS, true",
        "Sophos Anti-Virus, 331776, SOPHOS, true",
        "CrowdStrike Falcon Sensor, 266240, CROWDSTRIKE, true",
        "ESET Security, 266256, ESET, true",
        "Sentinel Agent, 397312, SENTINELONE, true",
        "Trend Micro Apex One Antivirus, 266240, TREND_MICRO, true",
        "Bitdefender Antivirus, 266240, BITDEFENDER, true"
    })
    void whereDefenderStepsAsideTheOtherIsNamed(
            String name, long state, MalwareScanner by, boolean on) {
        assertThat(AntivirusReader.read(facts(STEPPED_ASIDE, WINDOWS_OWN, product(name, state))))
                .contains(new Malware(by, Optional.of(on), Optional.empty()));
    }

    /** Whether another one looks that we have no word for; what is said of Defender. */
    @ParameterizedTest
    @CsvSource({
        "266240,", // on
        "266256,", // on, with old signatures
        "262144, false", // off
        "270336, false", // snoozed
        "274432, false" // expired
    })
    void ofOneWithoutAWordDefenderDoesNotSayThatNothingLooks(long state, @Nullable Boolean on) {
        assertThat(
                        AntivirusReader.read(
                                facts(
                                        STEPPED_ASIDE,
                                        WINDOWS_OWN,
                                        product("Norton Security", state))))
                .contains(defender(on));
    }

    @Test
    void anOldProductThatIsOffTakesNothingFromDefender() {
        var looks = STEPPED_ASIDE.replace("false", "true");

        assertThat(AntivirusReader.read(facts(looks, product("Sophos Home", 262144))))
                .contains(defender(true));
        assertThat(AntivirusReader.read(facts(STEPPED_ASIDE, product("Sophos Home", 262144))))
                .contains(defender(false));
        assertThat(AntivirusReader.read(facts("", product("Sophos Home", 262144))))
                .contains(new Malware(MalwareScanner.SOPHOS, Optional.of(false), Optional.empty()));
    }

    /** A server has no Security Center to ask. */
    @ParameterizedTest
    @CsvSource({"Normal, false", "Passive Mode,", "EDR Block Mode,", "Not running,", "'',"})
    void whereNobodyListsOthersOnlyDefenderInItsNormalModeIsOff(String mode, @Nullable Boolean on) {
        var server =
                WindowsFacts.parse(
                        STEPPED_ASIDE.replace("Passive Mode", mode)
                                + "{\"name\":\"antivirus\",\"error\":\"Ungültiger Namespace \"}");

        assertThat(AntivirusReader.read(server)).contains(defender(on));
    }

    @Test
    void hostileProductsAreNone() {
        var wild = "{\"displayName\":{\"a\":1},\"productState\":-1},7,\"Sophos\",{}";

        assertThat(AntivirusReader.read(facts(STEPPED_ASIDE, wild))).contains(defender(false));
        assertThat(AntivirusReader.read(facts("", wild))).isEmpty();
        assertThat(AntivirusReader.read(WindowsFacts.parse(""))).isEmpty();
    }

    private static Malware defender(@Nullable Boolean on) {
        return new Malware(
                MalwareScanner.DEFENDER,
                Optional.ofNullable(on),
                Optional.of(LocalDate.of(2026, 11, 22)));
    }

    private static String product(String name, long state) {
        return "{\"displayName\":\"%s\",\"instanceGuid\":\"{1}\",\"productState\":%d}"
                .formatted(name, state);
    }

    private static WindowsFacts facts(String defender, String... products) {
        return WindowsFacts.parse(
                defender
                        + Stream.of(products)
                                .collect(
                                        Collectors.joining(
                                                ",", "{\"name\":\"antivirus\",\"rows\":[", "]}")));
    }
}
