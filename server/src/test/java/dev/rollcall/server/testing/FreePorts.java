package dev.rollcall.server.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;

/** Ports for servers that must be found again where they were. */
public final class FreePorts {

    private static final Random RANDOM = new Random();

    private FreePorts() {}

    /** Below the range from which the system takes ports for what connects. */
    public static int next() throws IOException {
        while (true) {
            int port = 20_000 + RANDOM.nextInt(10_000);
            try (var free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (BindException e) {
                // taken: another one
            }
        }
    }
}
