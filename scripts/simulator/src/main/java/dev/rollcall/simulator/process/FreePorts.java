package dev.rollcall.simulator.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
        var random = new Random();
        while (true) {
            int port = LOWEST + random.nextInt(COUNT);
            try (var free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException e) {
                // taken: another one
            }
        }
    }
}
