package dev.rollcall.server.device.query;

import dev.rollcall.common.inventory.InstalledPackage;
import java.util.List;

/**
 * What is known of one field of a device. A field without a fact is unknown.
 *
 * @param texts the value, or all of them where a field has many
 * @param numbers of a field that is a number
 * @param packages what is installed
 * @param fresh whether it was collected recently enough to count
 * @param whole whether there is nothing but what is said here
 */
public record Fact(
        List<String> texts,
        List<Long> numbers,
        List<InstalledPackage> packages,
        boolean fresh,
        boolean whole) {

    public Fact {
        texts = List.copyOf(texts);
        numbers = List.copyOf(numbers);
        packages = List.copyOf(packages);
    }

    public static Fact of(String... texts) {
        return new Fact(List.of(texts), List.of(), List.of(), true, true);
    }

    public static Fact of(Long... numbers) {
        return new Fact(List.of(), List.of(numbers), List.of(), true, true);
    }

    public static Fact of(List<InstalledPackage> packages) {
        return new Fact(List.of(), List.of(), packages, true, true);
    }

    /** The same, too old to count. */
    public Fact stale() {
        return new Fact(texts, numbers, packages, false, whole);
    }

    /** The same, of which something is not known. */
    public Fact partly() {
        return new Fact(texts, numbers, packages, fresh, false);
    }
}
