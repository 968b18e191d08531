package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.Fields;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Records in the directory of the device itself, by their first name, as dscl(1) lists them in a
 * property list: each attribute is a list of texts.
 */
record DirectoryRecords(Map<String, Fields> byName) {

    static final String[] USERS = {
        "dscl",
        "-plist",
        ".",
        "-readall",
        "/Users",
        "RecordName",
        "AuthenticationAuthority",
        "Password",
        "accountPolicyData"
    };

    static final String[] GROUPS = {
        "dscl",
        "-plist",
        ".",
        "-readall",
        "/Groups",
        "RecordName",
        "PrimaryGroupID",
        "GroupMembership"
    };

    static final DirectoryRecords NONE = new DirectoryRecords(Map.of());

    private static final String STANDARD = "dsAttrTypeStandard:";
    private static final String POLICY = "dsAttrTypeNative:accountPolicyData";

    /** What dscl puts between, about attributes that some record does not have. */
    private static final String MISSING = "No such key";

    /** Authorities that let somebody in who knows a password. */
    private static final List<String> BY_PASSWORD =
            List.of(";ShadowHash;", ";Kerberosv5;", ";LocalCachedUser;", ";basic;");

    DirectoryRecords {
        byName = Map.copyOf(byName);
    }

    static DirectoryRecords parse(String output) {
        var list =
                output.lines()
                        .filter(line -> !line.startsWith(MISSING))
                        .collect(Collectors.joining("\n"));
        var found = new HashMap<String, Fields>();
        PropertyList.parse(list).map(tree -> Fields.listOf(tree.node())).stream()
                .flatMap(List::stream)
                .forEach(row ->
                        texts(row, STANDARD + "RecordName").stream()
                                .findFirst()
                                .ifPresent(name -> found.putIfAbsent(name, row)));
        return new DirectoryRecords(found);
    }

    /** All values of an attribute, as they stand. */
    List<String> values(String name, String attribute) {
        return Optional.ofNullable(byName.get(name))
                .map(row -> texts(row, STANDARD + attribute))
                .orElse(List.of());
    }

    /**
     * Whether no password opens an account: it is disabled, or never got one. Empty where it says
     * neither.
     */
    Optional<Boolean> locked(String account) {
        var authorities = values(account, "AuthenticationAuthority");
        if (authorities.stream().anyMatch(each -> each.startsWith(";DisabledUser;"))) {
            return Optional.of(true);
        }
        if (authorities.stream()
                .anyMatch(each -> BY_PASSWORD.stream().anyMatch(each::startsWith))) {
            return Optional.of(false);
        }
        boolean none = authorities.isEmpty() && values(account, "Password").equals(List.of("*"));
        return none ? Optional.of(true) : Optional.empty();
    }

    /** In UTC; a property list within the property list has it, as seconds or as a date. */
    Optional<LocalDate> passwordChanged(String account) {
        return Optional.ofNullable(byName.get(account))
                .flatMap(row -> texts(row, POLICY).stream().findFirst())
                .map(String::strip)
                .flatMap(PropertyList::parse)
                .flatMap(policy -> policy.instant("passwordLastSetTime").or(() -> seconds(policy)))
                .map(instant -> instant.atOffset(ZoneOffset.UTC).toLocalDate());
    }

    private static Optional<Instant> seconds(Fields policy) {
        var node = policy.node().path("passwordLastSetTime");
        try {
            return node.isNumber() && node.doubleValue() >= 1 && node.doubleValue() < 1e10
                    ? Optional.of(Instant.ofEpochSecond((long) node.doubleValue()))
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty(); // no time
        }
    }

    private static List<String> texts(Fields row, String attribute) {
        var found = new ArrayList<String>();
        for (var value : row.list(attribute)) {
            Stream.of(value.node())
                    .filter(node -> node.isString())
                    .forEach(node -> found.add(node.stringValue()));
        }
        return found;
    }
}
