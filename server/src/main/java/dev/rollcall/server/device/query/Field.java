package dev.rollcall.server.device.query;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a query can ask about a device. The names are public and never change. */
public enum Field implements Subject {
    ORG("org", Kind.UNIT, false, "the org unit, with all below it"),
    STATUS(
            "status",
            "enrolled revoked retired expected",
            false,
            "enrolled, unless the query says otherwise"),
    RETIRED(
            "retired",
            "disposed lost stolen transferred other",
            false,
            "as what it was retired; of any status"),
    HOSTNAME("hostname", Kind.TEXT, false, "as the device calls itself"),
    LABEL("label", Kind.TEXT, false, "as people call it"),
    TAG("tag", Kind.TEXT, false, "its asset tag, by the asset register"),
    SERIAL("serial", Kind.TEXT, false, "the maker's serial number"),
    MODEL("model", Kind.TEXT, false, "the maker's name of the model"),
    OS("os", Kind.TEXT, false, "short or full name of the operating system"),
    OS_VERSION("os.version", Kind.VERSION, true, "version of the operating system"),
    MEMORY("memory", Kind.BYTES, false, "memory that the operating system can use"),
    AGENT("agent", Kind.VERSION, false, "version of the agent"),
    KEY("key", "file claimed attested", false, "how the device's key is kept"),
    PRESENCE("presence", "seen late missing", false, "by the last check-in"),
    ENCRYPTED("encrypted", "yes no", true, "root, home and swap together"),
    UPDATES("updates", Kind.COUNT, true, "pending updates: pending, none, or a number"),
    UPDATES_SECURITY("updates.security", Kind.COUNT, true, "pending security updates"),
    REBOOT("reboot", "needed none", true, "whether a restart is due"),
    PACKAGE(
            "package",
            Kind.PACKAGE,
            true,
            "an installed package, by name, and maybe its version: openssl<3.0.15"),
    POLICY(
            "policy",
            "compliant drifted failing unsupported none",
            true,
            "how the policy in force holds"),
    VULNERABLE(
            "vulnerable",
            "critical high medium low none",
            true,
            "the gravest published vulnerability of its packages"),
    VULNERABLE_FIXABLE(
            "vulnerable.fixable",
            "critical high medium low none",
            true,
            "the gravest of those that an update removes");

    private final String word;
    private final Kind kind;

    /** Separated by spaces. */
    private final String choices;

    private final boolean ages;
    private final String sentence;

    Field(String word, Kind kind, boolean ages, String sentence) {
        this.word = word;
        this.kind = kind;
        this.choices = kind == Kind.COUNT ? "pending none" : "";
        this.ages = ages;
        this.sentence = sentence;
    }

    Field(String word, String choices, boolean ages, String sentence) {
        this.word = word;
        this.kind = Kind.CHOICE;
        this.choices = choices;
        this.ages = ages;
        this.sentence = sentence;
    }

    /** The field of that name. */
    public static Optional<Field> named(String word) {
        return Arrays.stream(values()).filter(f -> f.word.equals(word)).findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Field::word).toList();
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public List<String> choices() {
        return choices.isEmpty() ? List.of() : List.of(choices.split(" "));
    }

    @Override
    public boolean ages() {
        return ages;
    }

    /**
     * Whether nothing may be known of it. Where a device is and whether it belongs here is always
     * known.
     */
    @Override
    public boolean mayBeUnknown() {
        return this != ORG && this != STATUS;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
