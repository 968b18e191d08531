package dev.rollcall.common.protocol;

import java.util.List;

/** The next certificate. @param chain PEM certificates, the device's first, the root left out */
public record RenewalReply(List<String> chain) implements ServerMessage {

    public RenewalReply {
        chain = Limits.list("chain", chain, 5);
    }
}
