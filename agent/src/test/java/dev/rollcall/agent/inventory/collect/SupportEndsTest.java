package dev.rollcall.agent.inventory.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SupportEndsTest {

    @ParameterizedTest
    @CsvSource({
        "debian, 12, 2028-06-30",
        "ubuntu, 24.04, 2029-05-31",
        "linuxmint, 21.3, 2027-04-30",
        "rhel, 9.4, 2032-05-31",
        "opensuse-leap, 15.6, 2026-04-30",
        "fedora, 43, 2026-12-09",
        "windows, 26100-education, 2027-10-12",
        "windows, 19044-iot-ltsc, 2032-01-13",
    })
    void aReleaseIsFoundByItsVersionOrTheFirstPartOfIt(String id, String version, LocalDate end) {
        assertThat(SupportEnds.of(id, version)).contains(end);
    }

    @ParameterizedTest
    @CsvSource({
        "debian, ''",
        "'', ''",
        "arch, 1",
        "ubuntu, 24",
        "debian, '.'",
        "debian, 99.12",
        "windows, 26100"
    })
    void whatIsNotInTheTableIsAbsent(String id, String version) {
        assertThat(SupportEnds.of(id, version)).isEmpty();
    }

    @Test
    void everyLineOfTheTableIsOfUse() {
        assertThat(SupportEnds.table())
                .hasSizeGreaterThan(40)
                .allSatisfy((release, end) -> {
                    assertThat(release).matches("[a-z-]+ \\d+(\\.\\d+|-[a-z-]+)?");
                    assertThat(end).isBetween(LocalDate.of(2015, 1, 1), LocalDate.of(2040, 1, 1));
                });
    }
}
