package dev.rollcall.common.inventory;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The wire name of an inventory section, such as {@code hardware}; one that we do not know is still
 * a valid name.
 */
public record SectionKind(@JsonValue String name) implements Comparable<SectionKind> {

    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    @JsonCreator
    public SectionKind {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "not a section name: lower-case letters, digits and - expected");
        }
    }

    @Override
    public int compareTo(SectionKind other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
