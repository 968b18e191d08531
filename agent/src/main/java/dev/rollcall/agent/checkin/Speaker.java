package dev.rollcall.agent.checkin;

import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.common.protocol.AgentAbout;
import java.util.Objects;

/** Who is speaking. @param bootId new at each start of the kernel */
public record Speaker(String bootId, AgentAbout about) {

    public Speaker {
        Objects.requireNonNull(bootId, "bootId");
        Objects.requireNonNull(about, "about");
    }

    /** The same, by a key that is kept so. */
    Speaker by(KeyProtection protection) {
        return new Speaker(
                bootId,
                new AgentAbout(
                        about.version(),
                        about.hostname(),
                        about.platform(),
                        protection,
                        about.actions(),
                        about.settings()));
    }
}
