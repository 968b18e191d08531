package dev.rollcall.agent.inventory.browsers;

import dev.rollcall.common.inventory.BrowsersSection.BrowserKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Where an operating system has what browsers have. */
public interface Places {

    /** The home folders of people. */
    List<Path> homes() throws IOException;

    /** The folders of a browser's profiles below a home, with / between names. */
    List<String> profiles(BrowserKind browser);

    /** The ids of extensions that a policy of the device installs; none where none can be read. */
    Set<String> forced(BrowserKind browser);
}
