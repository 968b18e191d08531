package dev.rollcall.server.enrollment;

import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.CertificateRequest.Proof;
import dev.rollcall.server.device.AddressKind;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.enrollment.IdentityCheck.Verdict;
import dev.rollcall.server.http.Problems;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.pki.Issued;
import dev.rollcall.server.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * Answers EST {@code simplereenroll}: who shows a certificate is given the next one for a new key,
 * also when that one has expired over a summer; and who shares it with others one of its own.
 */
public final class EstReenrollment {

    private static final String NONCE = "Rollcall-Nonce";
    private static final String BOOT = "Rollcall-Boot";
    private static final String LATER = "This may be the last of several copies: ask again.\n";

    private final Renewals renewals;
    private final Returns returns;
    private final Separation separation;
    private final Identities identities;
    private final InstantSource clock;

    public EstReenrollment(
            Renewals renewals,
            Returns returns,
            Separation separation,
            Identities identities,
            InstantSource clock) {
        this.renewals = renewals;
        this.returns = returns;
        this.separation = separation;
        this.identities = identities;
        this.clock = clock;
    }

    Response answer(Request request) {
        var certificate = request.certificate().orElseThrow();
        var verdict = identities.judge(certificate);
        return separated(request, certificate, verdict)
                .orElseGet(() -> renewed(request, certificate, verdict));
    }

    /** A copy of a device is given an identity of its own; others are given the next of theirs. */
    private Optional<Response> separated(
            Request request, X509Certificate certificate, Verdict verdict) {
        if (!Separation.mayAsk(verdict)) {
            return Optional.empty();
        }
        return separation
                .ask(
                        certificate,
                        () -> key(EstRoutes.csr(request), certificate),
                        request.header(BOOT),
                        AddressKind.ofLiteral(request.address()),
                        clock.instant())
                .map(EstReenrollment::answered);
    }

    private static Response answered(Separation.Answer answer) {
        return switch (answer) {
            case Separation.Answer.Given(var chain) -> EstRoutes.certificates(chain);
            case Separation.Answer.Later(var again) ->
                    Response.bytes(202, "text/plain", LATER.getBytes(StandardCharsets.US_ASCII))
                            .with("Retry-After", Long.toString(again.toSeconds()));
        };
    }

    private Response renewed(Request request, X509Certificate certificate, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Unwelcome(var why) when why == ProblemCode.CERTIFICATE_EXPIRED ->
                    returned(request, certificate);
            case Verdict.Unwelcome(var why) -> throw Returns.refusal(why, why.sentence());
            case Verdict.Welcome(var device) ->
                    EstRoutes.certificates(
                            renewed(device, key(EstRoutes.csr(request), certificate)).chain());
        };
    }

    /** The one thing that a device may do with an expired certificate. */
    private Response returned(Request request, X509Certificate expired) {
        var csr = EstRoutes.csr(request);
        var asked = new Returns.Asked(key(csr, expired), CertificateRequest.challenge(csr));
        return switch (returns.accept(expired, asked, clock.instant())) {
            case Return.Returned(var issued) -> EstRoutes.certificates(issued.chain());
            case Return.NonceNeeded(var nonce) -> {
                var code = ProblemCode.RENEWAL_NONCE_REQUIRED;
                yield Problems.render(Returns.refusal(code, code.sentence()), request.id())
                        .with(NONCE, nonce);
            }
        };
    }

    private Issued renewed(EnrolledDevice device, PublicKey key) {
        try {
            return renewals.renew(device, key, clock.instant())
                    .join()
                    .orElseThrow(Renewals::tooMany);
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static PublicKey key(byte[] csr, X509Certificate current) {
        return switch (CertificateRequest.judge(csr)) {
            case Proof.Unproven(var fault) -> throw EstRoutes.bad(fault.sentence());
            case Proof.Proven(var key) -> {
                RequestedNames.objection(csr, Optional.of(current))
                        .ifPresent(why -> {
                            throw EstRoutes.bad(why);
                        });
                if (key.equals(current.getPublicKey())) {
                    // the same key is answered with its same certificate, which would renew nothing
                    throw EstRoutes.bad(
                            "the key is that of the certificate that is renewed: make a new one");
                }
                yield key;
            }
        };
    }
}
