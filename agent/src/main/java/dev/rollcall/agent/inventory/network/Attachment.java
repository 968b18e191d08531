package dev.rollcall.agent.inventory.network;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/**
 * What the device is attached to, for comparing and never for sending.
 *
 * @param links through hardware of its own; those of tunnels and containers are no place
 * @param domains search domains of the resolver, in lower case without a dot at the end
 * @param tunneled whether there is a tunnel, which may have brought a domain from elsewhere
 */
record Attachment(List<Link> links, Set<String> domains, boolean tunneled) {

    Attachment {
        links = List.copyOf(links);
        domains = Set.copyOf(domains);
    }

    /**
     * One interface that carries.
     *
     * @param addresses but for those that it gave itself
     */
    record Link(List<InetAddress> addresses, Gateways gateways) {

        Link {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * The gateways of one interface.
     *
     * @param hardware their addresses, in lower case with colons
     * @param unseen whether there is one whose hardware address is not known at this moment
     */
    record Gateways(Set<String> hardware, boolean unseen) {

        static final Gateways NONE = new Gateways(Set.of(), false);

        Gateways {
            hardware = Set.copyOf(hardware);
        }
    }
}
