package dev.rollcall.common.protocol;

import dev.rollcall.common.json.Digest;
import java.util.List;

/** "I have it durably." @param wanted digests of bodies that the server lacks next */
public record Received(List<Digest> wanted) implements ServerMessage {

    public Received {
        wanted = Limits.list("wanted", wanted, 1024);
    }

    public static Received nothingWanted() {
        return new Received(List.of());
    }
}
