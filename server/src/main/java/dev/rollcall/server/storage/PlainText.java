package dev.rollcall.server.storage;

/** Text from a device as it may stand in a column and on a screen. */
public final class PlainText {

    private PlainText() {}

    /**
     * One line of at most so many characters: control characters, line separators and halves of
     * surrogate pairs become spaces, so that no database refuses it and no terminal obeys it.
     */
    public static String line(String hostile, int most) {
        var out = new StringBuilder(Math.min(hostile.length(), most));
        int at = 0;
        while (at < hostile.length()) {
            int point = hostile.codePointAt(at);
            int width = Character.charCount(point);
            if (out.length() + width > most) {
                break;
            }
            out.appendCodePoint(printable(point) ? point : ' ');
            at += width;
        }
        return out.toString().strip();
    }

    private static boolean printable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
