package dev.rollcall.server.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** How people call a job, within its district: {@code J-512}. */
public record JobNumber(int value) {

    private static final Pattern FORM = Pattern.compile("[Jj]-([1-9][0-9]{0,8})");

    public JobNumber {
        if (value < 1) {
            throw new IllegalArgumentException("a job number is 1 or more");
        }
    }

    /** Reads {@code J-512}; anything else is an {@link IllegalArgumentException}. */
    @JsonCreator
    public static JobNumber parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("not a job number: J-512 expected");
        }
        return new JobNumber(Integer.parseInt(form.group(1)));
    }

    @JsonValue
    @Override
    public String toString() {
        return "J-" + value;
    }
}
