package dev.rollcall.agent.doctor;

import dev.rollcall.agent.doctor.TlsFound.Answer;
import java.util.Optional;

/** What the server says of this device, and what to do about it. Pure. */
final class ServersWord {

    private static final String NAME = "welcome";

    private ServersWord() {}

    static Check of(Optional<Answer> answer) {
        return answer.map(ServersWord::of)
                .orElseGet(() ->
                        Check.skip(
                                NAME,
                                "whether the device is welcome: the server's HTTPS port could not"
                                        + " be asked"));
    }

    private static Check of(Answer answer) {
        if (answer.status() == 200) {
            return Check.ok(NAME, "server knows this device and lets it in");
        }
        var code = answer.code().orElse("");
        return switch (code) {
            case "device-revoked" ->
                    fail("this device was revoked: enroll it again if it may come back");
            case "device-retired" ->
                    fail("this device was retired: enroll it again if it is used again");
            case "device-unknown" ->
                    fail("it knows no enrollment with this identity: enroll this device again");
            case "identity-superseded" ->
                    fail(
                            "a newer enrollment took this one's place: if this is a copy of another"
                                    + " device, enroll it again");
            case "certificate-expired" ->
                    fail("the certificate of this device has expired" + IdentityDiagnosis.RETURNS);
            case "certificate-not-yet-valid" ->
                    fail(
                            "the certificate of this device begins later: the server's clock is wrong");
            case "certificate-required" ->
                    fail("it saw no certificate of this device: enroll this device again");
            case "agent-too-old" -> fail("the agent is too old: install a newer one");
            case "busy", "shutting-down", "storage-low", "too-many-requests", "internal" ->
                    Check.warn(NAME, "server cannot answer now" + detail(answer) + "; try again");
            case "" ->
                    Check.fail(
                            NAME,
                            "server answers %d, which is no answer of a Rollcall server: check the address"
                                    .formatted(answer.status()));
            default ->
                    Check.fail(NAME, "server refuses this device (" + code + ")" + detail(answer));
        };
    }

    private static Check fail(String why) {
        return Check.fail(NAME, "server says " + why);
    }

    private static String detail(Answer answer) {
        return answer.detail().map(detail -> ": " + detail).orElse("");
    }
}
