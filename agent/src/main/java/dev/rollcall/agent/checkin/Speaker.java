package dev.rollcall.agent.checkin;

import dev.rollcall.common.protocol.AgentAbout;
import java.util.Objects;

/** Who is speaking. @param bootId new at each start of the kernel */
public record Speaker(String bootId, AgentAbout about) {

    public Speaker {
        Objects.requireNonNull(bootId, "bootId");
        Objects.requireNonNull(about, "about");
    }
}
