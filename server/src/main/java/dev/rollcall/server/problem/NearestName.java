package dev.rollcall.server.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that a misspelled one was probably meant to be. */
public final class NearestName {

    /** Nobody misspells a name at such length, and comparing takes the product of both lengths. */
    private static final int LONGEST = 200;

    private NearestName() {}

    /** The nearest of the names, when it is near at all. */
    public static Optional<String> to(String word, Collection<String> names) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        int most = Math.max(1, word.length() / 3);
        return names.stream()
                .filter(name -> distance(word, name) <= most)
                .min(
                        Comparator.comparingInt((String name) -> distance(word, name))
                                .thenComparing(Comparator.naturalOrder()));
    }

    /** " (did you mean X?)", or nothing. */
    public static String hint(String word, Collection<String> names) {
        return to(word, names).map(name -> " (did you mean " + name + "?)").orElse("");
    }

    /** Letters to change, add, leave out or swap with the next. */
    private static int distance(String a, String b) {
        var table = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                table[i][j] = i == 0 || j == 0 ? i + j : step(table, a, b, i, j);
            }
        }
        return table[a.length()][b.length()];
    }

    private static int step(int[][] table, String a, String b, int i, int j) {
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least =
                Math.min(
                        table[i - 1][j - 1] + same,
                        Math.min(table[i - 1][j] + 1, table[i][j - 1] + 1));
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, table[i - 2][j - 2] + 1) : least;
    }
}
