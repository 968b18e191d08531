package dev.rollcall.agent.inventory.collect;

import dev.rollcall.agent.inventory.collect.SshConfiguration.Conditional;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who may sign in to an SSH server, and how, by its configuration and by what sshd does where that
 * is silent. A Match block that lets in more than holds for everybody makes it unknown; one that
 * lets in less changes nothing. Pure.
 */
public final class SshLogins {

    private static final String PASSWORD = "passwordauthentication";
    private static final String KEYBOARD = "kbdinteractiveauthentication";
    private static final String METHODS = "authenticationmethods";
    private static final String ROOT = "permitrootlogin";

    /** From nothing to everything. */
    private static final List<String> ROOT_RANKS =
            List.of("no", "forced-commands-only", "prohibit-password", "yes");

    /** Of AuthenticationMethods: what asks for a password. */
    private static final Set<String> ASKING = Set.of("password", "keyboard-interactive");

    private SshLogins() {}

    /**
     * Whether a password lets somebody in: by itself, or asked for by PAM. Empty where that is so
     * for some only, or where a value makes no sense.
     */
    public static Optional<Boolean> password(SshConfiguration said) {
        var password = truth(said, PASSWORD, true);
        var keyboard = truth(said, KEYBOARD, true);
        var pam = truth(said, "usepam", false);
        if (password.isEmpty() || keyboard.isEmpty() || pam.isEmpty()) {
            return Optional.empty();
        }
        boolean asks = keyboard.get() && pam.get();
        boolean suffices = said.values(METHODS).map(SshLogins::suffices).orElse(true);
        if (suffices && (password.get() || asks)) {
            return Optional.of(true);
        }
        boolean widened =
                said.conditional(PASSWORD).stream().anyMatch(SshLogins::on)
                        || (pam.get()
                                && said.conditional(KEYBOARD).stream().anyMatch(SshLogins::on))
                        || ((password.get() || asks) && !said.conditional(METHODS).isEmpty());
        return widened ? Optional.empty() : Optional.of(false);
    }

    /** Whether one of the ways to sign in is by passwords alone. */
    private static boolean suffices(List<String> ways) {
        return ways.stream()
                .map(way -> way.toLowerCase(Locale.ROOT))
                .anyMatch(way -> way.equals("any") || asking(way));
    }

    private static boolean asking(String way) {
        return List.of(way.split(",", -1)).stream()
                .allMatch(method -> ASKING.contains(method.replaceFirst(":.*", "")));
    }

    /** Whether root may sign in, in the words of sshd_config(5); empty where some may more. */
    public static Optional<String> root(SshConfiguration said) {
        var rank = rank(said.value(ROOT).orElse("prohibit-password"));
        boolean widened =
                said.conditional(ROOT).stream()
                        .filter(SshLogins::mayBeRoot)
                        .anyMatch(c -> rank(c.values().getFirst()) > rank);
        return rank < 0 || widened ? Optional.empty() : Optional.of(ROOT_RANKS.get(rank));
    }

    private static int rank(String value) {
        var word = value.toLowerCase(Locale.ROOT);
        return switch (word) {
            case "without-password" -> rank("prohibit-password");
            case "true" -> rank("yes");
            case "false" -> rank("no");
            default -> ROOT_RANKS.indexOf(word);
        };
    }

    /** False where its block is for users by their names, and root is none of them. */
    private static boolean mayBeRoot(Conditional conditional) {
        var criteria = conditional.criteria();
        for (int i = 0; i + 1 < criteria.size(); i++) {
            var names = criteria.get(i + 1);
            if (criteria.get(i).equalsIgnoreCase("user")
                    && names.matches("[a-z0-9_.,-]+")
                    && !List.of(names.split(",", -1)).contains("root")) {
                return false;
            }
        }
        return true;
    }

    private static boolean on(Conditional conditional) {
        return truth(conditional.values().getFirst()).orElse(true);
    }

    private static Optional<Boolean> truth(SshConfiguration said, String keyword, boolean silent) {
        var value = said.value(keyword);
        return value.isPresent() ? truth(value.get()) : Optional.of(silent);
    }

    private static Optional<Boolean> truth(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "yes", "true" -> Optional.of(true);
            case "no", "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
