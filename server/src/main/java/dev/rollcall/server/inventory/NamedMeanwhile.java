package dev.rollcall.server.inventory;

import dev.rollcall.common.json.Digest;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The buckets named by lists that were stored since this was made. Safe for use by many threads.
 */
final class NamedMeanwhile implements AutoCloseable {

    private final Set<Digest> named = ConcurrentHashMap.newKeySet();
    private final Consumer<NamedMeanwhile> end;

    NamedMeanwhile(Consumer<NamedMeanwhile> end) {
        this.end = end;
    }

    void add(Collection<Digest> buckets) {
        named.addAll(buckets);
    }

    boolean has(Digest bucket) {
        return named.contains(bucket);
    }

    @Override
    public void close() {
        end.accept(this);
    }
}
