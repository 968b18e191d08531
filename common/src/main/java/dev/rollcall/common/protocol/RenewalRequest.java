package dev.rollcall.common.protocol;

/**
 * Asks for the next certificate over the living session. @param csr PKCS#10 (RFC 2986) in PEM,
 * signed by the new key
 */
public record RenewalRequest(String csr) implements AgentMessage {

    public RenewalRequest {
        Limits.text("csr", csr, 8192);
    }
}
