package dev.rollcall.simulator.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;

/**
 * Ports of the loopback address that nobody listens on now. Somebody else may take one before we
 * do: whoever binds it must be ready to ask again.
 */
public final class FreePorts {

    // below the range from which the system takes ports for what connects
    private static final int LOWEST = 20_000;
    private static final int COUNT = 10_000;

    private FreePorts() {}

    public static int find() {
        return find(1).getFirst();
    }

    /** Several, of which no two are the same. */
    static List<Integer> find(int count) {
        var random = new Random();
        var ports = new LinkedHashSet<Integer>();
        while (ports.size() < count) {
            int port = LOWEST + random.nextInt(COUNT);
            try (var free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                ports.add(free.getLocalPort());
            } catch (IOException e) {
                // taken: another one
            }
        }
        return List.copyOf(ports);
    }
}
