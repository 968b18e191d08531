package dev.rollcall.server.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version of this program, as its jar says. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"rollcall " + text()};
    }

    static String text() {
        return Objects.requireNonNullElse(
                Version.class.getPackage().getImplementationVersion(), "development");
    }
}
