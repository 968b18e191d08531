package dev.rollcall.agent.inventory.disks;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What something is encrypted with, as far as it can be learned; the key itself is never read.
 *
 * @param name such as {@code aes-xts-plain64}, as the method names it
 * @param keyBits length of the key of the data
 * @param keySlots ways to unlock it that are in use
 * @param keyDerivation what makes a key of a passphrase, such as {@code argon2id}
 */
record Cipher(
        Optional<String> name,
        Optional<Integer> keyBits,
        Optional<Integer> keySlots,
        Optional<String> keyDerivation) {

    static final Cipher UNKNOWN =
            new Cipher(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Of data that lies in the clear, as dm-crypt calls it. */
    static final Cipher NOTHING =
            new Cipher(
                    Optional.of("cipher_null-ecb"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    static Cipher of(String name, int keyBits) {
        return new Cipher(
                Optional.of(name), Optional.of(keyBits), Optional.empty(), Optional.empty());
    }

    /** Of something spread over several parts: what is the same of all of them. */
    static Cipher ofAll(Collection<Cipher> parts) {
        var all = List.copyOf(parts);
        return new Cipher(
                agreed(all, Cipher::name),
                agreed(all, Cipher::keyBits),
                agreed(all, Cipher::keySlots),
                agreed(all, Cipher::keyDerivation));
    }

    /** What each of them says; empty where they differ, or one does not say. */
    static <P, T> Optional<T> agreed(List<P> parts, Function<P, Optional<T>> fact) {
        var said = parts.stream().map(fact).distinct().toList();
        return said.size() == 1 ? said.getFirst() : Optional.empty();
    }

    static boolean isNothing(String name) {
        return name.startsWith("cipher_null");
    }

    /** Whether it is the one that leaves everything as it is, which exists for tests. */
    boolean nothing() {
        return name.filter(Cipher::isNothing).isPresent();
    }
}
