package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.TokenId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.AddressKind;
import dev.rollcall.server.device.Device;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.enrollment.Review.State;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Reviews on the wire. */
final class ReviewViews {

    private ReviewViews() {}

    static ReviewView of(Review review, Devices devices, Handle handle) {
        var decision = review.decision();
        var candidate =
                review.candidate().flatMap(id -> devices.find(handle, review.district(), id));
        return new ReviewView(
                review.name(),
                "G-" + review.group(),
                review.kind().word(),
                review.kind().sentence(),
                review.kind().isSuspicious(),
                review.unit(),
                review.token(),
                review.tokenRevoked(),
                review.key().map(Digest::hex),
                review.serial(),
                review.address().map(AddressKind::word),
                candidate.map(Device::id),
                candidate.map(Device::displayName),
                review.enrollment(),
                review.firstAsked(),
                review.lastAsked(),
                decision.state().word(),
                decision.asCandidate(),
                decision.at(),
                decision.by(),
                decision.reason());
    }

    /** One question. @param possibly what people call the record that it may be */
    record ReviewView(
            String review,
            String group,
            String kind,
            String why,
            boolean suspicious,
            UnitId unit,
            Optional<TokenId> token,
            Optional<Instant> tokenRevokedAt,
            Optional<String> key,
            Optional<String> serial,
            Optional<String> address,
            Optional<DeviceId> candidate,
            Optional<String> possibly,
            Optional<EnrollmentId> enrollment,
            Instant firstAsked,
            Instant lastAsked,
            String state,
            boolean asCandidate,
            Optional<Instant> decidedAt,
            Optional<String> decidedBy,
            Optional<String> reason) {}

    /** Those that one decision is enough for. @param first of them, and an example */
    record GroupView(
            String group,
            String kind,
            String why,
            boolean suspicious,
            UnitId unit,
            Optional<TokenId> token,
            Optional<String> tokenNote,
            Optional<Instant> tokenRevokedAt,
            String state,
            int count,
            String first,
            Instant firstAsked,
            Instant lastAsked) {

        static GroupView of(Reviews.Group group, State state) {
            return new GroupView(
                    "G-" + group.number(),
                    group.kind().word(),
                    group.kind().sentence(),
                    group.kind().isSuspicious(),
                    group.unit(),
                    group.token(),
                    group.tokenNote(),
                    group.tokenRevoked(),
                    state.word(),
                    group.count(),
                    Review.name(group.first()),
                    group.firstAsked(),
                    group.lastAsked());
        }
    }
}
