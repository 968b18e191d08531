package dev.rollcall.agent.inventory.network;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.LocalAddresses;
import dev.rollcall.common.policy.PublishedNetwork;
import dev.rollcall.common.policy.Subnet;
import java.io.IOException;
import java.util.List;

/** In which of the published networks a Linux device is, by its addresses. */
public final class Campus {

    private final Attachments attachments;

    public Campus(DeviceFiles files, LocalAddresses addresses) {
        this.attachments = new Attachments(files, addresses);
    }

    /** The subnets that it is in; none where it is in none, and where that cannot be told. */
    public List<Subnet> subnets(List<PublishedNetwork> published) {
        try {
            return Whereabouts.subnets(published, attachments.read());
        } catch (IOException e) {
            return List.of(); // it cannot be told
        }
    }
}
