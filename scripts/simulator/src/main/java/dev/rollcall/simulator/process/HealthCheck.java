package dev.rollcall.simulator.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Whether a port is answered at all; who answers there is checked by those who talk to it. */
final class HealthCheck {

    private HealthCheck() {}

    static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            // not yet
            return false;
        }
    }
}
