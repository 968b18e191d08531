package dev.rollcall.server.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant. Pure. */
final class NearestKey {

    private NearestKey() {}

    /** The known key that differs least, when it differs by no more than a third of its letters. */
    static Optional<String> to(String written, Collection<String> known) {
        var word = written.length() > 60 ? written.substring(0, 60) : written;
        return known.stream()
                .min(Comparator.comparingInt(key -> distance(word, key)))
                .filter(key -> distance(word, key) <= Math.max(1, (key.length() + 1) / 3));
    }

    /** Letters to insert, remove or replace; case does not count. */
    private static int distance(String a, String b) {
        var left = a.toLowerCase(Locale.ROOT);
        var right = b.toLowerCase(Locale.ROOT);
        var row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[right.length()];
    }
}
