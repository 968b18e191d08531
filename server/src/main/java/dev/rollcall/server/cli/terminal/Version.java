package dev.rollcall.server.cli.terminal;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version of this program, as its jar says. */
public final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"rollcall " + text()};
    }

    static String text() {
        return Objects.requireNonNullElse(
                Version.class.getPackage().getImplementationVersion(), "development");
    }
}
