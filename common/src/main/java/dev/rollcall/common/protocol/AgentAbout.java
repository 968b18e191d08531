package dev.rollcall.common.protocol;

import dev.rollcall.common.pki.KeyProtection;
import java.util.List;
import java.util.Objects;

/**
 * Who the agent is and what it knows, so that a preview can say "23 agents too old".
 *
 * @param version of the agent, such as 0.1.0
 * @param hostname as the device calls itself: hostile text, for display only
 * @param platform linux, windows or macos
 * @param keyProtection of the device key
 * @param actions wire names of the actions it can run
 * @param settings wire names of the settings it can enforce
 */
public record AgentAbout(
        String version,
        String hostname,
        String platform,
        KeyProtection keyProtection,
        List<String> actions,
        List<String> settings) {

    public AgentAbout {
        Limits.text("version", version, 40);
        hostname = Objects.requireNonNullElse(hostname, "");
        hostname = hostname.length() <= 255 ? hostname : hostname.substring(0, 255);
        Limits.text("platform", platform, 40);
        Objects.requireNonNull(keyProtection, "keyProtection");
        actions = Limits.list("actions", actions, 100);
        settings = Limits.list("settings", settings, 100);
    }
}
