package dev.rollcall.agent.inventory.network;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.LocalAddresses;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.VolatileFacts.Wireless;
import dev.rollcall.common.inventory.Where;
import dev.rollcall.common.policy.PublishedNetwork;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** How a Linux device is connected at this moment. Safe for use by many threads. */
public final class NetworkNow {

    private final Attachments attachments;
    private final Radio radio;

    public NetworkNow(DeviceFiles files, Programs programs, LocalAddresses addresses) {
        this.attachments = new Attachments(files, addresses);
        this.radio = new Radio(files, programs);
    }

    /** The facts, and how the device is connected. @param published what it may say by name */
    public VolatileFacts addTo(VolatileFacts facts, List<PublishedNetwork> published) {
        return facts.with(wireless(), where(published));
    }

    private Optional<Where> where(List<PublishedNetwork> published) {
        if (published.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Whereabouts.decide(published, attachments.read());
        } catch (IOException e) {
            return Optional.empty(); // it cannot be told
        }
    }

    private Optional<List<Wireless>> wireless() {
        try {
            return radio.read();
        } catch (IOException e) {
            return Optional.empty(); // the interfaces cannot be listed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
