package dev.rollcall.server.gateway;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.common.protocol.AgentAbout;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.server.device.EnrolledDevice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Valid records to vary. */
final class Fixtures {

    static final Instant NOW = Instant.parse("2026-09-01T12:00:00Z");

    private Fixtures() {}

    static EnrolledDevice device(int number) {
        return new EnrolledDevice(
                new DistrictId(new UUID(1, 1)),
                new DeviceId(new UUID(2, number)),
                new EnrollmentId(new UUID(3, number)),
                new UnitId(new UUID(4, 1)));
    }

    static CheckIn checkIn() {
        return checkIn(List.of());
    }

    static CheckIn checkIn(List<RunId> acknowledged) {
        return new CheckIn(
                "boot-1",
                Optional.empty(),
                Optional.of(about()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                acknowledged,
                List.of(),
                Optional.empty(),
                List.of());
    }

    static AgentAbout about() {
        return new AgentAbout(
                "0.1.0",
                "lab-1",
                "linux",
                KeyProtection.FILE,
                List.of("run-script"),
                List.of("file"));
    }

    static CheckInReply reply(String continuation) {
        return new CheckInReply(
                NOW,
                continuation,
                false,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Duration.ofMinutes(15),
                Optional.empty(),
                Optional.empty());
    }
}
