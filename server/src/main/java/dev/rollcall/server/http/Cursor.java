package dev.rollcall.server.http;

import dev.rollcall.common.json.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a list goes on, as clients carry it: marked with the list's path, so that another list does
 * not take it for a place of its own. Not a secret, and not proof of anything.
 */
final class Cursor {

    private static final int MARK = 8;

    private Cursor() {}

    static String of(String list, String place) {
        var text = mark(list) + place;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The place in a list.
     *
     * @throws IllegalArgumentException where the cursor is not one of this list
     */
    static String place(String list, String cursor) {
        var text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        // a NUL is what no database takes
        if (!text.startsWith(mark(list)) || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("not a cursor of this list");
        }
        return text.substring(MARK);
    }

    private static String mark(String list) {
        return Digest.of(list).hex().substring(0, MARK);
    }
}
