package dev.rollcall.server.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.LocalUsersSection;
import dev.rollcall.common.inventory.LocalUsersSection.LocalUser;
import dev.rollcall.common.inventory.VolumesSection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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

    @Test
    void swapThatIsNotKnownIsNotLeftOut() {
        var without = new VolumesSection(List.of(), Optional.of(List.of()), Optional.empty());
        var unknown = new VolumesSection(List.of(), Optional.empty(), Optional.empty());

        assertThat(ComplianceRow.eachVolume(without)).isEmpty();
        assertThat(ComplianceRow.eachVolume(unknown)).isEqualTo("swap unknown");
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
