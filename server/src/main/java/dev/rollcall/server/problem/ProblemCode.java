package dev.rollcall.server.problem;

import dev.rollcall.common.protocol.Refused.Reaction;
import java.util.Locale;

/** Every refusal of the server, by stable name. */
public enum ProblemCode {
    // who is asking
    SIGN_IN_REQUIRED(401, Reaction.STOP, "Sign in first: no valid API token was sent."),
    SIGN_IN_FAILED(401, Reaction.STOP, "The name or the password is wrong."),
    NOT_ALLOWED(403, Reaction.STOP, "Your roles do not allow this here."),
    CERTIFICATE_REQUIRED(401, Reaction.STOP, "A device certificate is required."),

    // what is asked
    NOT_FOUND(404, Reaction.STOP, "There is no such thing, or you may not see it."),
    METHOD_NOT_ALLOWED(405, Reaction.STOP, "That cannot be done with this address."),
    MALFORMED_REQUEST(400, Reaction.STOP, "The request could not be read."),
    INVALID_VALUE(422, Reaction.STOP, "A value is not acceptable."),
    INVALID_QUERY(422, Reaction.STOP, "The query could not be understood."),
    INVALID_POLICY(422, Reaction.STOP, "The policy could not be understood."),
    CONFLICT(409, Reaction.STOP, "It changed meanwhile, or it exists already."),
    TOO_LARGE(413, Reaction.STOP, "The request is too large."),
    UNSUPPORTED_MEDIA_TYPE(415, Reaction.STOP, "The request's content type is not the one needed."),
    NOTHING_SELECTED(422, Reaction.STOP, "No device matches."),
    TOO_MANY_REQUESTS(429, Reaction.RETRY_LATER, "Too many requests; try again later."),

    // enrollment
    TOKEN_REQUIRED(
            401,
            Reaction.RE_ENROLL,
            "An enrollment token is required, as the password of HTTP Basic."),
    TOKEN_MALFORMED(
            401,
            Reaction.RE_ENROLL,
            "That is not an enrollment token: a character is missing or mistyped."),
    TOKEN_UNKNOWN(401, Reaction.RE_ENROLL, "The enrollment token is not known."),
    TOKEN_EXPIRED(401, Reaction.RE_ENROLL, "The enrollment token has expired."),
    TOKEN_REVOKED(401, Reaction.RE_ENROLL, "The enrollment token was revoked."),
    TOKEN_SPENT(401, Reaction.RE_ENROLL, "The enrollment token has no uses left."),
    TOKEN_FOR_ANOTHER(403, Reaction.RE_ENROLL, "The enrollment token is for other devices."),
    ENROLLMENT_DENIED(403, Reaction.RE_ENROLL, "Somebody decided that this device may not join."),
    CERTIFICATE_REQUEST_BAD(400, Reaction.STOP, "The certificate request is not acceptable."),

    // identity of a device
    DEVICE_UNKNOWN(403, Reaction.RE_ENROLL, "No enrollment with this identity is known here."),
    DEVICE_REVOKED(403, Reaction.STOP, "The identity of this device was revoked."),
    DEVICE_RETIRED(403, Reaction.STOP, "This device was retired."),
    IDENTITY_SUPERSEDED(
            403,
            Reaction.RE_ENROLL,
            "A newer enrollment of this device took the place of this identity."),
    RECORD_CHANGED(
            409,
            Reaction.RETRY_LATER,
            "This device is kept under another record since a moment ago: connect again."),
    IDENTITY_CLONED(
            403,
            Reaction.RE_ENROLL,
            "Several machines hold this identity, since a disk was copied: each gets a new one."),
    CERTIFICATE_NOT_YET_VALID(
            403,
            Reaction.RETRY_LATER,
            "The certificate of this device begins later, by the server's clock."),
    CERTIFICATE_EXPIRED(403, Reaction.RE_ENROLL, "The certificate of this device has expired."),
    RENEWAL_NONCE_REQUIRED(
            403,
            Reaction.RETRY_LATER,
            "The certificate of this device has expired: ask again at once, with the nonce of this"
                    + " answer in the request."),
    RETURN_GRACE_OVER(
            403,
            Reaction.RE_ENROLL,
            "The certificate of this device expired too long ago: enroll the device again with a"
                    + " token."),
    ATTESTATION_REFUSED(
            422, Reaction.STOP, "What the TPM said does not prove that it holds the key."),
    ATTESTATION_OVER(
            409,
            Reaction.RETRY_LATER,
            "There is no such challenge, or it was answered or took too long: begin again."),
    AGENT_TOO_OLD(
            403,
            Reaction.UPGRADE,
            "The agent of this device is older than the server still talks to: install a newer one."),
    DIGEST_MISMATCH(
            422,
            Reaction.RETRY_LATER,
            "The bytes received do not have the digest that was asked for."),
    NOT_WANTED(422, Reaction.RETRY_LATER, "Nobody asked for this body."),

    // the server itself
    BUSY(503, Reaction.RETRY_LATER, "The server is busy; try again later."),
    STORAGE_LOW(
            507,
            Reaction.RETRY_LATER,
            "The server's disk is nearly full: it keeps the outcomes of jobs, and takes nothing else."),
    SHUTTING_DOWN(503, Reaction.RETRY_LATER, "The server is stopping."),
    INTERNAL(
            500,
            Reaction.RETRY_LATER,
            "Something went wrong in the server; its log has the request id.");

    private final int status;
    private final Reaction reaction;
    private final String sentence;

    ProblemCode(int status, Reaction reaction, String sentence) {
        this.status = status;
        this.reaction = reaction;
        this.sentence = sentence;
    }

    /** The name on the wire, such as {@code token-expired}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public int status() {
        return status;
    }

    public Reaction reaction() {
        return reaction;
    }

    public String sentence() {
        return sentence;
    }
}
