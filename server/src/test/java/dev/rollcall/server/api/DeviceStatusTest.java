package dev.rollcall.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.TokenId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.server.device.AddressKind;
import dev.rollcall.server.enrollment.EndReason;
import dev.rollcall.server.enrollment.Enrollment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceStatusTest {

    /** It joined in September, was revoked in October, and joined again in November. */
    private static final List<Enrollment> LIVES =
            List.of(
                    life("2026-11-01T00:00:00Z", Optional.empty()),
                    life(
                            "2026-09-01T00:00:00Z",
                            Optional.of(
                                    new Enrollment.End(
                                            Instant.parse("2026-10-01T00:00:00Z"),
                                            EndReason.REVOKED,
                                            "stolen"))));

    private static Enrollment life(String from, Optional<Enrollment.End> end) {
        return new Enrollment(
                new DistrictId(new UUID(1, 1)),
                new EnrollmentId(new UUID(2, 1)),
                new DeviceId(new UUID(3, 1)),
                new DeviceId(new UUID(3, 1)),
                new UnitId(new UUID(1, 1)),
                new TokenId(new UUID(4, 1)),
                Digest.of("key"),
                KeyProtection.FILE,
                AddressKind.PRIVATE,
                Instant.parse(from),
                end);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "2026-08-31T23:59:59Z, none",
        "2026-09-01T00:00:00Z, enrolled",
        "2026-09-30T23:59:59Z, enrolled",
        "2026-10-01T00:00:00Z, revoked",
        "2026-10-31T23:59:59Z, revoked",
        "2026-11-01T00:00:00Z, enrolled"
    })
    void theStatusIsThatOfTheInstant(Instant at, String status) {
        assertThat(DeviceViews.status(LIVES, false, at)).isEqualTo(status);
    }

    @Test
    void whatWasRetiredIsExpectedWhenThatWasTakenBack() {
        var at = Instant.parse("2026-10-02T00:00:00Z");
        var left =
                List.of(
                        life(
                                "2026-09-01T00:00:00Z",
                                Optional.of(
                                        new Enrollment.End(
                                                Instant.parse("2026-10-01T00:00:00Z"),
                                                EndReason.RETIRED,
                                                "sold"))));

        assertThat(DeviceViews.status(left, true, at)).isEqualTo("retired");
        assertThat(DeviceViews.status(left, false, at)).isEqualTo("expected");
        assertThat(DeviceViews.status(LIVES, true, at)).isEqualTo("retired");
    }
}
