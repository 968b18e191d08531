package dev.rollcall.agent.enrollment;

import dev.rollcall.agent.state.StateFolder;
import java.nio.file.Path;

/** Seals a state folder, or completes its sealing, in a process of its own, to be killed. */
public final class MortalSealing {

    private MortalSealing() {}

    public static void main(String[] args) {
        var folder = StateFolder.open(Path.of(args[0]));
        try (var _ = folder.lock().orElseThrow()) {
            if (args[1].equals("seal")) {
                Sealing.seal(folder);
            } else {
                Sealing.resume(folder);
            }
        }
    }
}
