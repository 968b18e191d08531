package dev.rollcall.agent.platform;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The addresses of this machine's interfaces, by interface name. */
@FunctionalInterface
public interface LocalAddresses {

    Map<String, List<Address>> read() throws SocketException;

    /** As the running kernel has them. */
    static LocalAddresses ofThisMachine() {
        return LocalAddresses::fromKernel;
    }

    /** An address and how long its network part is. */
    record Address(InetAddress address, int prefixLength) {}

    private static Map<String, List<Address>> fromKernel() throws SocketException {
        var byName = new TreeMap<String, List<Address>>();
        var interfaces = NetworkInterface.getNetworkInterfaces();
        while (interfaces.hasMoreElements()) {
            var each = interfaces.nextElement();
            var addresses = new ArrayList<Address>();
            for (var address : each.getInterfaceAddresses()) {
                addresses.add(new Address(address.getAddress(), address.getNetworkPrefixLength()));
            }
            byName.put(each.getName(), List.copyOf(addresses));
        }
        return byName;
    }
}
