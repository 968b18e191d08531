package dev.rollcall.agent.inventory.signins;

import java.time.LocalDate;
import java.util.Optional;

/**
 * A local account, as /etc/passwd and /etc/shadow have it.
 *
 * @param locked whether no password opens it; absent when that cannot be read
 */
public record Account(
        String name,
        long uid,
        String home,
        String shell,
        Optional<Boolean> locked,
        Optional<LocalDate> passwordChanged) {

    private static final long FIRST_PERSON = 1000;
    private static final long NOBODY = 65_534;

    /**
     * Whether somebody could sign in to it: a person's account, which has keys or a card where its
     * password is locked, or one of the system that has a password.
     */
    boolean canBeSignedInTo() {
        boolean opens = uid >= FIRST_PERSON || locked.equals(Optional.of(false));
        return opens
                && uid != NOBODY
                && !shell.matches(".*/(nologin|false|true|sync|shutdown|halt|git-shell)");
    }
}
