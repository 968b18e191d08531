package dev.rollcall.server.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.LocalUsersSection;
import dev.rollcall.common.inventory.LocalUsersSection.LocalUser;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.inventory.VolumesSection.EncryptionMethod;
import dev.rollcall.common.inventory.VolumesSection.SwapArea;
import dev.rollcall.common.inventory.VolumesSection.Volume;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComplianceRowTest {

    @Test
    void administratorsAreListedOnlyWhereOfEveryAccountItIsKnown() {
        var root = user("root", Optional.of(true));
        var student = user("student", Optional.of(false));
        var unknown = user("kim", Optional.empty());

        assertThat(
                        ComplianceRow.administrators(
                                new LocalUsersSection(List.of(root, student), Optional.empty())))
                .contains("root");
        assertThat(
                        ComplianceRow.administrators(
                                new LocalUsersSection(List.of(root, unknown), Optional.empty())))
                .isEmpty();
    }

    /** How many administer a device that are no accounts of its own, and what the cell says. */
    @ParameterizedTest
    @CsvSource({"0, it", "1, it; 1 other", "3, it; 3 others", ", it"})
    void administratorsOfADomainAreCountedBesideThoseOfTheDevice(Integer others, String cell) {
        assertThat(
                        ComplianceRow.administrators(
                                new LocalUsersSection(
                                        List.of(user("it", Optional.of(true))),
                                        Optional.empty(),
                                        Optional.ofNullable(others))))
                .contains(cell);
    }

    @Test
    void swapThatIsNotKnownIsNotLeftOut() {
        var without = new VolumesSection(List.of(), Optional.of(List.of()), Optional.empty());
        var unknown = new VolumesSection(List.of(), Optional.empty(), Optional.empty());

        assertThat(ComplianceRow.eachVolume(without)).isEmpty();
        assertThat(ComplianceRow.eachVolume(unknown)).isEqualTo("swap unknown");
    }

    @Test
    void aVolumeSaysItsCipherAndSlotsWhereTheyAreKnown() {
        var section =
                new VolumesSection(
                        List.of(
                                new Volume(
                                        "/dev/dm-0",
                                        "/",
                                        "ext4",
                                        Optional.empty(),
                                        Optional.of(true),
                                        Optional.of(EncryptionMethod.DM_CRYPT)),
                                new Volume(
                                        "/dev/dm-1",
                                        "/home",
                                        "ext4",
                                        Optional.empty(),
                                        Optional.of(true),
                                        Optional.of(EncryptionMethod.LUKS2),
                                        Optional.of("aes-xts-plain64"),
                                        Optional.of(512),
                                        Optional.of(2),
                                        Optional.of("argon2id"))),
                        Optional.of(
                                List.of(
                                        new SwapArea(
                                                "/dev/dm-2",
                                                Optional.empty(),
                                                Optional.of(true),
                                                Optional.of(EncryptionMethod.LUKS1),
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.of(1),
                                                Optional.empty()))),
                        Optional.empty());

        assertThat(ComplianceRow.eachVolume(section))
                .isEqualTo(
                        "/ yes dm-crypt; /home yes luks2 aes-xts-plain64 2 slots;"
                                + " swap /dev/dm-2 yes luks1 1 slot");
    }

    private static LocalUser user(String name, Optional<Boolean> administrator) {
        return new LocalUser(
                name,
                1000,
                administrator,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
