package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.fault.KillPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The server dies while a device leaves, comes back, or goes to another district: all of it was
 * done, or nothing, and who asks again is told which.
 */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class DepartureKillPointsTest {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void aRetirementIsWholeOrHasNotBegun() throws Exception {
        try (var district = MortalDistrict.begin(folder, 1)) {
            var device = district.api().devices().getFirst();

            dies(district, "server.departure.before-commit", device, "retire");
            assertThat(district.api().status(device)).isEqualTo("enrolled");
            dies(district, "server.departure.after-commit", device, "retire");
            assertThat(district.api().status(device)).isEqualTo("retired");
            dies(district, "server.departure.before-commit", device, "unretire");
            assertThat(district.api().status(device)).isEqualTo("retired");

            district.api().departs(device, "unretire", "");
            assertThat(district.api().status(device)).isEqualTo("expected");
            assertThat(district.api().auditVerification().path("holds").booleanValue()).isTrue();
        }
    }

    @Test
    void aTransferIsWholeOrHasNotBegun() throws Exception {
        try (var district = MortalDistrict.begin(folder, 1)) {
            addAdams(district);
            var device = district.api().devices().getFirst();

            dies(district, "server.departure.before-commit", device, "transfer");
            assertThat(district.api().status(device)).isEqualTo("enrolled");
            assertThat(district.api().tokens("adams")).isZero();
            dies(district, "server.departure.after-commit", device, "transfer");
            assertThat(district.api().status(device)).isEqualTo("retired");
            assertThat(district.api().tokens("adams")).isEqualTo(1);
            assertThat(district.api().auditVerification().path("holds").booleanValue()).isTrue();
        }
    }

    private void addAdams(MortalDistrict district) throws Exception {
        district.server().kill();
        var password = Files.writeString(folder.resolve("ada"), "a password of ada\n");
        var added =
                district.command(
                        Optional.empty(),
                        List.of(
                                "district",
                                "add",
                                "adams",
                                "--name",
                                "Adams",
                                "--admin",
                                "ada",
                                "--admin-password-file",
                                password.toString()));
        assertThat(added.ended(MortalDistrict.PATIENCE)).as(added.log()).isZero();
        district.startServer(Optional.empty());
        district.awaitServer();
    }

    private static void dies(MortalDistrict district, String point, String device, String verb)
            throws Exception {
        district.server().kill();
        district.startServer(Optional.of(point));
        district.awaitServer();

        assertThatThrownBy(() -> district.api().departs(device, verb, "adams"))
                .as(point + " " + verb)
                .isInstanceOf(IOException.class);

        assertThat(district.server().ended(MortalDistrict.PATIENCE)).isEqualTo(KillPoint.STATUS);
        district.startServer(Optional.empty());
        district.awaitServer();
    }
}
