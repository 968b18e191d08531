package dev.rollcall.server.access;

import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A password as it is stored: Argon2id (RFC 9106) with its parameters, in the usual text form
 * {@code $argon2id$v=19$m=..,t=..,p=..$salt$hash}.
 */
public record PasswordHash(String text) {

    private static final Pattern FORM =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d{1,2})"
                            + "\\$([A-Za-z0-9+/]{16,100})\\$([A-Za-z0-9+/]{16,100})");

    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int SALT = 16;
    private static final int HASH = 32;
    private static final int SHORTEST = 12;
    private static final int LONGEST = 256;

    // each takes 19 MiB and some 50 ms of a core: a flood of sign-ins must wait, not fill the
    // memory
    private static final Semaphore AT_ONCE = new Semaphore(4);

    public PasswordHash {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not an Argon2id hash");
        }
    }

    /** Hashes a new password; one too short or too long is refused. */
    public static PasswordHash of(Secret password, RandomGenerator random) {
        int length = password.revealText().length();
        if (length < SHORTEST || length > LONGEST) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "a password has " + SHORTEST + " to " + LONGEST + " characters",
                    Map.of("field", "password"));
        }
        var salt = new byte[SALT];
        random.nextBytes(salt);
        var hash = derive(password, salt, MEMORY_KIB, PASSES, 1, HASH);
        var base64 = Base64.getEncoder().withoutPadding();
        return new PasswordHash(
                "$argon2id$v=19$m="
                        + MEMORY_KIB
                        + ",t="
                        + PASSES
                        + ",p=1$"
                        + base64.encodeToString(salt)
                        + "$"
                        + base64.encodeToString(hash));
    }

    /** Takes the same time for every password. */
    public boolean matches(Secret password) {
        var form = FORM.matcher(text);
        if (!form.matches() || password.reveal().length > LONGEST * 4) {
            return false;
        }
        var salt = Base64.getDecoder().decode(form.group(4));
        var expected = Base64.getDecoder().decode(form.group(5));
        var actual =
                derive(
                        password,
                        salt,
                        Integer.parseInt(form.group(1)),
                        Integer.parseInt(form.group(2)),
                        Integer.parseInt(form.group(3)),
                        expected.length);
        return MessageDigest.isEqual(expected, actual);
    }

    private static byte[] derive(
            Secret password, byte[] salt, int memoryKib, int passes, int lanes, int length) {
        var parameters =
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(memoryKib)
                        .withIterations(passes)
                        .withParallelism(lanes)
                        .withSalt(salt)
                        .build();
        var out = new byte[length];
        AT_ONCE.acquireUninterruptibly();
        try {
            var generator = new Argon2BytesGenerator();
            generator.init(parameters);
            generator.generateBytes(password.reveal(), out);
        } finally {
            AT_ONCE.release();
        }
        return out;
    }

    /** Not the hash: it need not be in any log. */
    @Override
    public String toString() {
        return "***";
    }
}
