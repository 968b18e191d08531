package dev.rollcall.server.inventory.history;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What happened, in a line that a technician or a principal understands. Pure. */
final class Sentences {

    /** What is on or off, and how one speaks of it. */
    private static final Map<String, String> SWITCHES =
            Map.of(
                    "volumes.protection", "encryption",
                    "security.firewall.on", "firewall",
                    "security.secureBoot", "Secure Boot",
                    "security.confinement.enforcing", "mandatory access control",
                    "security.sshd.listening", "SSH server",
                    "security.sshd.passwordLogin", "SSH password login",
                    "security.screenLock.enabled", "screen lock",
                    "patch-level.automaticUpdates", "automatic updates");

    private static final Map<String, String> NAMES =
            Map.of(
                    "hardware.memoryBytes", "memory",
                    "operating-system.version", "operating system version",
                    "operating-system.prettyName", "operating system",
                    "operating-system.kernelRunning", "running kernel",
                    "security.tpm.present", "TPM present",
                    "patch-level.rebootNeeded", "restart due",
                    "local-users.otherAdministrators", "administrators of a domain or directory");

    static final String ACCOUNTS = "local-users.users";
    private static final String ADMINISTRATOR = "local-users.users.administrator";

    private static final Predicate<String> NUMBER = Pattern.compile("\\d{1,9}").asMatchPredicate();
    private static final String OTHERS = "local-users.otherAdministrators";

    private Sentences() {}

    /** A thing of a list came or went. */
    static String thing(String word, Optional<String> label, Optional<String> about, String what) {
        return word
                + label.map(l -> " " + l).orElse("")
                + " "
                + what
                + about.map(a -> " (" + a + ")").orElse("");
    }

    /** A text of a list of texts came or went. */
    static String text(String fact, Optional<String> of, String text, String what) {
        return of.map(o -> o + ": ").orElse("") + name(fact) + " " + text + " " + what;
    }

    /** A fact has another value. */
    static String value(
            String fact, Optional<String> of, Optional<String> before, Optional<String> after) {
        if (fact.equals(ADMINISTRATOR) && of.isPresent() && after.isPresent()) {
            return after.get().equals("yes")
                    ? of.get() + " became a local administrator"
                    : of.get() + " is no local administrator any more";
        }
        if (fact.equals(OTHERS)
                && before.filter(NUMBER).isPresent()
                && after.filter(NUMBER).isPresent()) {
            return others(before.get(), after.get());
        }
        var onOff = SWITCHES.get(fact);
        if (onOff != null) {
            return onOff + " " + after.map(Sentences::onOff).orElse("not known any more");
        }
        return of.map(o -> o + ": ").orElse("")
                + name(fact)
                + " "
                + before.map(b -> b + " → ").orElse("")
                + after.orElse("not known any more");
    }

    /** How many administer it that are no accounts of the device. */
    private static String others(String before, String after) {
        long more = Long.parseLong(after) - Long.parseLong(before);
        long many = Math.abs(more);
        return (many == 1 ? "administrator" : many + " administrators")
                + " of a domain or directory "
                + (more > 0 ? "added" : "removed")
                + " ("
                + before
                + " → "
                + after
                + ")";
    }

    private static String onOff(String value) {
        return switch (value) {
            case "yes" -> "on";
            case "no" -> "off";
            default -> value;
        };
    }

    static String name(String fact) {
        return NAMES.getOrDefault(fact, Values.name(fact));
    }
}
