package dev.rollcall.server.pki.rollover;

import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.pki.key.NextKeyFile;
import dev.rollcall.server.pki.key.PkiException;
import java.util.Objects;
import java.util.Optional;

/**
 * What people bring for a step.
 *
 * @param offline to prepare: the file with the private half of the next key; to activate: where the
 *     key after it goes
 * @param custodian opens the new escrow key; the server does not keep it
 */
public record Supplies(Optional<NextKeyFile> offline, Optional<Secret> custodian) {

    public Supplies {
        Objects.requireNonNull(offline, "offline");
        Objects.requireNonNull(custodian, "custodian");
    }

    public static Supplies none() {
        return new Supplies(Optional.empty(), Optional.empty());
    }

    NextKeyFile requireOffline() {
        return offline.orElseThrow(
                () -> new PkiException("this step needs a file of offline keys: --offline-file"));
    }

    Secret requireCustodian() {
        return custodian
                .filter(secret -> !secret.isEmpty())
                .orElseThrow(() ->
                        new PkiException("a new escrow key needs the custodian's passphrase"));
    }
}
