package dev.rollcall.server.pki.key;

import dev.rollcall.common.pki.Secret;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How to get at a PKCS#11 token that holds private keys.
 *
 * @param library absolute path of the module, which is loaded into this process
 * @param label of the token, at most 32 characters
 * @param pinFile where the PIN came from, to name it where it is wrong
 * @param pin of the user of the token
 */
public record TokenAccess(Path library, String label, Path pinFile, Secret pin) {

    /** What the configuration of the Java provider takes without quotes. */
    private static final Pattern PLAIN_PATH = Pattern.compile("/[A-Za-z0-9/._+-]+");

    public TokenAccess {
        Objects.requireNonNull(pinFile, "pinFile");
        Objects.requireNonNull(pin, "pin");
        library = library(library.toString());
        label = label(label);
    }

    /** An absolute path of letters, digits and / . _ + -. */
    public static Path library(String path) {
        if (!PLAIN_PATH.matcher(path).matches()) {
            throw new IllegalArgumentException(
                    "an absolute path of letters, digits and / . _ + - expected");
        }
        return Path.of(path);
    }

    /** A label as tokens have them. */
    public static String label(String label) {
        if (label.isBlank()
                || label.length() > 32
                || label.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "the label of a token expected, at most 32 characters");
        }
        return label;
    }
}
