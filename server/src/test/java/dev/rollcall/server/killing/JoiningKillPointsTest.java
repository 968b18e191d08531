package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.fault.KillPoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device dies while it joins, and joins with the same token, which has one use. */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class JoiningKillPointsTest {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static MortalDistrict district;

    @BeforeAll
    static void begin() throws Exception {
        district = MortalDistrict.begin(folder, 1);
    }

    @AfterAll
    static void end() {
        district.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state.enrollment.json.before-fsync",
                "state.enrollment.json.before-rename",
                "state.enrollment.json.after-rename",
                "state.pending-key.pem.before-fsync",
                "state.pending-key.pem.before-rename",
                "state.pending-key.pem.after-rename",
                "state.trust-bundle.json.before-delete",
                "state.identity.json.before-fsync",
                "state.identity.json.before-rename",
                "state.identity.json.after-rename",
                "state.pending-key.pem.before-delete",
                "state.pending-key.pem.after-delete",
                "state.trust-bundle.json.before-fsync",
                "state.trust-bundle.json.before-rename",
                "state.trust-bundle.json.after-rename"
            })
    void itJoinsOnce(String point) throws Exception {
        var token = folder.resolve(point + ".token");
        Files.writeString(token, district.api().token(1));
        var state = folder.resolve(point);

        var died = district.join(state, token, Optional.of(point));
        assertThat(died.ended(MortalDistrict.PATIENCE)).isEqualTo(KillPoint.STATUS);
        var joined = district.join(state, token, Optional.empty());

        assertThat(joined.ended(MortalDistrict.PATIENCE)).as(joined.log()).isZero();
        assertThat(state.resolve("identity.json")).exists();
        assertThat(state.resolve("trust-bundle.json")).exists();
        assertThat(token).as("erased, whenever it died").doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state.waiting.json.before-fsync",
                "state.waiting.json.after-rename",
                "state.waiting.json.before-delete",
            })
    void itWaitsOnceAndGoesOnWithoutItsToken(String point) throws Exception {
        var token = Files.writeString(folder.resolve(point + ".token"), district.api().token(2));
        var state = folder.resolve(point);

        var died = district.join(state, token, Optional.of(point));
        boolean wasApproved = point.endsWith("before-delete");
        if (wasApproved) {
            district.api().approveWhoWaits();
        }
        assertThat(died.ended(MortalDistrict.PATIENCE)).isEqualTo(KillPoint.STATUS);
        var goesOn = district.join(state, token, Optional.empty());
        if (!wasApproved) {
            district.api().approveWhoWaits();
        }

        assertThat(goesOn.ended(MortalDistrict.PATIENCE)).as(goesOn.log()).isZero();
        assertThat(state.resolve("identity.json")).exists();
        assertThat(token).as("erased as soon as the server had answered").doesNotExist();
    }
}
