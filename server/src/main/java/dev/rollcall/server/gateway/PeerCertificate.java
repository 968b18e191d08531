package dev.rollcall.server.gateway;

import dev.rollcall.common.json.Bytes;

/** Said through the pipeline when TLS is done. @param der of the verified leaf */
record PeerCertificate(Bytes der) {}
