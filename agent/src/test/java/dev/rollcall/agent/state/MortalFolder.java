package dev.rollcall.agent.state;

import java.nio.file.Path;

/** Renews an identity in a state folder, in a process of its own, to be killed. */
public final class MortalFolder {

    static final String CURRENT = "identity.json";
    static final String NEXT = "next-identity.json";
    static final String PENDING = "pending-key.pem";

    private MortalFolder() {}

    public static void main(String[] args) {
        var folder = StateFolder.open(Path.of(args[0]));
        try (var _ = folder.lock().orElseThrow()) {
            folder.writeText(NEXT, "new");
            folder.replace(CURRENT, NEXT);
            folder.delete(PENDING);
        }
    }
}
