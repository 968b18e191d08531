package dev.rollcall.agent.checkin;

import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.protocol.InventoryBody;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/** The bodies of one snapshot that the server wants, in parts; each is sent at most once. */
final class Bodies {

    private final InventorySnapshot snapshot;
    private final Set<Digest> asked = new HashSet<>();
    private final Queue<Digest> waiting = new ArrayDeque<>();
    private final Queue<InventoryBody> parts = new ArrayDeque<>();

    Bodies(InventorySnapshot snapshot) {
        this.snapshot = snapshot;
    }

    /**
     * The server lacks these; what it does not get by asking once it does not get by asking twice.
     */
    void want(List<Digest> wanted) {
        for (var digest : wanted) {
            if (snapshot.bodies().containsKey(digest) && asked.add(digest)) {
                waiting.add(digest);
            }
        }
    }

    /** Takes the next part to send. */
    Optional<InventoryBody> next() {
        while (parts.isEmpty() && !waiting.isEmpty()) {
            parts.addAll(split(waiting.remove()));
        }
        return Optional.ofNullable(parts.poll());
    }

    private List<InventoryBody> split(Digest digest) {
        var body = snapshot.bodies().get(digest);
        if (body == null) {
            return List.of();
        }
        var texts = split(body.text(), InventoryBody.MAX_PART);
        if (texts.size() > InventoryBody.MAX_PARTS) {
            return List.of();
        }
        var made = new ArrayList<InventoryBody>(texts.size());
        for (int part = 0; part < texts.size(); part++) {
            made.add(new InventoryBody(body.kind(), digest, part, texts.size(), texts.get(part)));
        }
        return made;
    }

    /** Never between the two halves of one character. */
    static List<String> split(String text, int most) {
        var texts = new ArrayList<String>();
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + most);
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            texts.add(text.substring(from, to));
            from = to;
        }
        return texts;
    }
}
