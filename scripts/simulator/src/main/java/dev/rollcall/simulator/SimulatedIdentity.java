package dev.rollcall.simulator;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.DeviceIdentity;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.pki.TrustBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * A device's key and certificate as enrollment gave them, kept in a folder so that the next
 * simulation need not enroll.
 *
 * @param key P-256
 * @param chain the device's certificate first, the root left out
 * @param signedBundle as the server gave it
 */
record SimulatedIdentity(PrivateKey key, List<X509Certificate> chain, SignedDocument signedBundle) {

    private static final String KEY = "key.pem";
    private static final String CHAIN = "chain.pem";
    private static final String BUNDLE = "bundle.json";

    DistrictId district() {
        return named().district();
    }

    EnrollmentId enrollment() {
        return named().enrollment();
    }

    TrustBundle bundle() {
        return Json.wire().readValue(signedBundle.payload().toArray(), TrustBundle.class);
    }

    Digest bundleHash() {
        return Digest.of(signedBundle.payload().toArray());
    }

    private DeviceIdentity named() {
        return DeviceIdentity.of(chain.getFirst())
                .orElseThrow(() ->
                        new IllegalStateException("a certificate that names no device of ours"));
    }

    static Optional<SimulatedIdentity> load(Path folder) {
        if (Files.notExists(folder.resolve(BUNDLE))) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new SimulatedIdentity(
                            EcKeys.privateKey(
                                    Pem.decode("PRIVATE KEY", Files.readString(folder.resolve(KEY)))
                                            .getFirst()),
                            Pem.certificates(Files.readString(folder.resolve(CHAIN))),
                            Json.wire()
                                    .readValue(
                                            Files.readString(folder.resolve(BUNDLE)),
                                            SignedDocument.class)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bundle last: it marks the folder as complete. */
    void save(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(KEY), Pem.encode("PRIVATE KEY", key.getEncoded()));
            Files.writeString(
                    folder.resolve(CHAIN),
                    String.join("", chain.stream().map(Pem::encode).toList()));
            Files.writeString(folder.resolve(BUNDLE), Json.wire().writeValueAsString(signedBundle));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
