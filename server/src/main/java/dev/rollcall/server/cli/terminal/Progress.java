package dev.rollcall.server.cli.terminal;

import java.io.InputStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far something long is, for a person who waits for it. */
public final class Progress {

    private Progress() {}

    /**
     * The same stream, which shows how much of it was read where a person sits there.
     *
     * @param size in bytes; -1 where nobody knows
     */
    public static InputStream shown(InputStream in, String name, long size, Terminal terminal) {
        if (!terminal.interactive()) {
            return in;
        }
        var bar =
                new ProgressBarBuilder()
                        .setTaskName(SafeText.line(name))
                        .setUnit(" kB", 1024)
                        .setInitialMax(size)
                        .setStyle(ProgressBarStyle.ASCII)
                        .hideEta();
        return ProgressBar.wrap(in, bar);
    }
}
