package dev.rollcall.server.pki;

import dev.rollcall.common.pki.Secret;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What making a district's keys needs from people.
 *
 * @param offlineFile where the next keys go; the operator moves it away afterwards
 * @param offlinePassphrase opens that file
 * @param custodianPassphrase opens the escrow key; the server does not keep it
 */
public record DistrictSecrets(
        Path offlineFile, Secret offlinePassphrase, Secret custodianPassphrase) {

    public DistrictSecrets {
        Objects.requireNonNull(offlineFile, "offlineFile");
        if (offlinePassphrase.isEmpty() || custodianPassphrase.isEmpty()) {
            throw new IllegalArgumentException("a passphrase is empty");
        }
    }
}
