package dev.rollcall.server.inventory;

import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.Digest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The gists of bodies that arrived lately, so that a body need not be opened again when its section
 * begins: what a digest stands for never changes. Safe for use by many threads.
 */
final class Gists {

    private static final int REMEMBERED = 5_000;

    private record Body(SectionKind kind, Digest digest) {}

    private final Map<Body, Gist> lately =
            Collections.synchronizedMap(
                    new LinkedHashMap<>(64, 0.75f, true) {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<Body, Gist> eldest) {
                            return size() > REMEMBERED;
                        }
                    });

    void remember(SectionKind kind, Digest digest, Gist gist) {
        if (!gist.equals(Gist.NONE)) {
            lately.put(new Body(kind, digest), gist);
        }
    }

    Optional<Gist> of(SectionKind kind, Digest digest) {
        return Optional.ofNullable(lately.get(new Body(kind, digest)));
    }
}
