package dev.rollcall.server.gateway.guard;

import dev.rollcall.common.json.Bytes;

/** Said through the pipeline when TLS is done. @param der of the verified leaf */
public record PeerCertificate(Bytes der) {}
