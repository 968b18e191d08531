package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.server.problem.ProblemCode;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Says whether who asks to join may, may not, or must be decided about by a person. Pure. */
final class Admission {

    private Admission() {}

    /**
     * What is known of who asks.
     *
     * @param listed whether the token's list has the claimed serial, and nobody joined with it yet
     * @param known the records that have the claimed serial
     * @param own the record whose TPM holds the key, as that TPM proved
     */
    record Asked(
            Token token,
            InetAddress from,
            boolean listed,
            List<KnownRecord> known,
            Optional<KnownRecord> own,
            Instant now) {

        Asked {
            Objects.requireNonNull(token, "token");
            Objects.requireNonNull(from, "from");
            known = List.copyOf(known);
            Objects.requireNonNull(now, "now");
        }
    }

    /** The answer. */
    sealed interface Verdict {

        /** Let it in. @param onto the record that it is; a new one where there is none */
        record Admit(Optional<DeviceId> onto) implements Verdict {}

        /** Ask a person. @param candidate the record that it may be */
        record Ask(ReviewKind kind, Optional<DeviceId> candidate) implements Verdict {}

        /** Send it away. */
        record Refuse(ProblemCode code, String detail) implements Verdict {}
    }

    static Verdict decide(Asked asked) {
        var token = asked.token();
        var objection = token.objection(asked.now());
        boolean expired = objection.equals(Optional.of(ProblemCode.TOKEN_EXPIRED));
        if ((objection.isPresent() && !expired) || (expired && token.used() >= token.uses())) {
            var code = expired ? ProblemCode.TOKEN_SPENT : objection.get();
            return new Verdict.Refuse(code, code.sentence());
        }
        var own = asked.own();
        var suspect =
                Stream.concat(own.stream(), asked.known().stream())
                        .filter(KnownRecord::shutOut)
                        .findFirst();
        if (suspect.isPresent()) {
            return new Verdict.Ask(ReviewKind.SHUT_OUT, Optional.of(suspect.get().device()));
        }
        var candidate = own.or(() -> asked.known().stream().findFirst()).map(KnownRecord::device);
        if (expired) {
            return new Verdict.Ask(ReviewKind.EXPIRED_TOKEN, candidate);
        }
        boolean wrongSerial = token.serials() > 0 && !asked.listed();
        boolean wrongPlace =
                !token.addresses().isEmpty()
                        && token.addresses().stream().noneMatch(r -> r.contains(asked.from()));
        if (own.isPresent() && !wrongPlace && (token.uses() > 1 || !wrongSerial)) {
            // it is that device, whichever serial it says and however often it joined
            return new Verdict.Admit(candidate);
        }
        var expected = asked.known().stream().filter(KnownRecord::permitted).findFirst();
        if (expected.isPresent() && !wrongSerial && !wrongPlace) {
            return expected(token, expected.get());
        }
        var another =
                asked.known().stream()
                        .filter(KnownRecord::attested)
                        .filter(record -> own.isEmpty())
                        .findFirst();
        if (another.isPresent() && !wrongSerial && !wrongPlace) {
            return new Verdict.Ask(ReviewKind.ANOTHER_TPM, another.map(KnownRecord::device));
        }
        return token.uses() == 1
                ? one(wrongSerial, wrongPlace)
                : many(token, wrongSerial, wrongPlace, candidate);
    }

    /**
     * A permit is somebody's word for this device, and not for whoever says to be it meanwhile. Of
     * a token for many it stands for the list of serials; a serial is printed on a lid and a token
     * for many gets around, so that from where is still asked.
     */
    private static Verdict expected(Token token, KnownRecord known) {
        var device = Optional.of(known.device());
        if (known.connected()) {
            return new Verdict.Ask(ReviewKind.STILL_CONNECTED, device);
        }
        return token.uses() > 1 && token.addresses().isEmpty()
                ? new Verdict.Ask(ReviewKind.UNBOUND_TOKEN, device)
                : new Verdict.Admit(device);
    }

    private static Verdict one(boolean wrongSerial, boolean wrongPlace) {
        if (wrongSerial) {
            return new Verdict.Refuse(
                    ProblemCode.TOKEN_FOR_ANOTHER,
                    "The enrollment token is for devices with other serial numbers.");
        }
        return wrongPlace
                ? new Verdict.Refuse(
                        ProblemCode.TOKEN_FOR_ANOTHER,
                        "The enrollment token is for devices at other addresses.")
                : new Verdict.Admit(Optional.empty());
    }

    private static Verdict many(
            Token token, boolean wrongSerial, boolean wrongPlace, Optional<DeviceId> candidate) {
        // first what no TPM answers
        if (wrongPlace) {
            return new Verdict.Ask(ReviewKind.OUTSIDE, candidate);
        }
        if (wrongSerial) {
            return new Verdict.Ask(ReviewKind.NOT_LISTED, candidate);
        }
        return token.serials() == 0 || token.addresses().isEmpty()
                ? new Verdict.Ask(ReviewKind.UNBOUND_TOKEN, candidate)
                : new Verdict.Admit(Optional.empty());
    }
}
