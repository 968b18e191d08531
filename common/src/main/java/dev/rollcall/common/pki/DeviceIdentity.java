package dev.rollcall.common.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whom a device certificate names: {@code rollcall://DISTRICT/ENROLLMENT}. */
public record DeviceIdentity(DistrictId district, EnrollmentId enrollment) {

    private static final Pattern FORM =
            Pattern.compile("rollcall://([0-9a-f-]{36})/([0-9a-f-]{36})");
    private static final int URI = 6;

    public String toUri() {
        return "rollcall://" + district + "/" + enrollment;
    }

    /**
     * From the one URI among the certificate's subject alternative names; empty when there is not
     * exactly one of ours.
     */
    public static Optional<DeviceIdentity> of(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            if (names == null || names.size() != 1) {
                return Optional.empty();
            }
            var name = names.iterator().next();
            return Integer.valueOf(URI).equals(name.get(0))
                    ? parse(String.valueOf(name.get(1)))
                    : Optional.empty();
        } catch (CertificateParsingException e) {
            // names that cannot be read name nobody
            return Optional.empty();
        }
    }

    static Optional<DeviceIdentity> parse(String uri) {
        var match = FORM.matcher(uri);
        try {
            return match.matches()
                    ? Optional.of(
                            new DeviceIdentity(
                                    DistrictId.parse(match.group(1)),
                                    EnrollmentId.parse(match.group(2))))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            // 36 characters of the right kind that are still no id
            return Optional.empty();
        }
    }
}
