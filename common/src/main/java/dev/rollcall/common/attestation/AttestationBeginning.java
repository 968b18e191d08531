package dev.rollcall.common.attestation;

import dev.rollcall.common.json.Bytes;
import java.util.List;
import java.util.Objects;

/**
 * Which TPM it is, and what it shall prove.
 *
 * @param endorsement the certificate of the TPM's endorsement key in DER, then those of the
 *     manufacturer's authorities below the root
 * @param attestationKey TPMT_PUBLIC of a restricted signing key of that TPM
 * @param deviceKey TPMT_PUBLIC of the key that the device enrolls with
 */
public record AttestationBeginning(List<Bytes> endorsement, Bytes attestationKey, Bytes deviceKey) {

    /** Where it is posted to. */
    public static final String PATH = "/agent/v1/attestation/begin";

    /** Of certificates; a chain has two or three. */
    public static final int MOST_CERTIFICATES = 6;

    /** Of a certificate, in bytes; one has about 1,200. */
    public static final int LARGEST_CERTIFICATE = 4096;

    /** Of a structure of a TPM, in bytes; those that are meant have about 100. */
    public static final int LARGEST_STRUCTURE = 1024;

    public AttestationBeginning {
        endorsement = List.copyOf(endorsement);
        Objects.requireNonNull(attestationKey, "attestationKey");
        Objects.requireNonNull(deviceKey, "deviceKey");
        if (endorsement.isEmpty() || endorsement.size() > MOST_CERTIFICATES) {
            throw new IllegalArgumentException(
                    "endorsement has 1 to " + MOST_CERTIFICATES + " certificates");
        }
        endorsement.forEach(each -> atMost("endorsement", each, LARGEST_CERTIFICATE));
        atMost("attestationKey", attestationKey, LARGEST_STRUCTURE);
        atMost("deviceKey", deviceKey, LARGEST_STRUCTURE);
    }

    static void atMost(String name, Bytes bytes, int most) {
        if (bytes.size() > most) {
            throw new IllegalArgumentException(name + " has at most " + most + " bytes");
        }
    }
}
