package dev.rollcall.server.inventory.software;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Lists of names in order. Pure. */
final class Names {

    private Names() {}

    /** From the first that is not before a name. */
    static List<String> from(List<String> names, String first) {
        int at = Collections.binarySearch(names, first);
        return names.subList(at < 0 ? -(at + 1) : at, names.size());
    }

    /** Of both, each name once and in order, as far as they are taken. */
    static Stream<String> merged(List<String> one, List<String> other) {
        var merged =
                new Iterator<String>() {
                    private int left;
                    private int right;

                    @Override
                    public boolean hasNext() {
                        return left < one.size() || right < other.size();
                    }

                    @Override
                    public String next() {
                        if (!hasNext()) {
                            throw new NoSuchElementException();
                        }
                        int order =
                                left == one.size()
                                        ? 1
                                        : right == other.size()
                                                ? -1
                                                : one.get(left).compareTo(other.get(right));
                        var next = order <= 0 ? one.get(left) : other.get(right);
                        left += order <= 0 ? 1 : 0;
                        right += order >= 0 ? 1 : 0;
                        return next;
                    }
                };
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(merged, Spliterator.ORDERED), false);
    }
}
