package dev.rollcall.agent.doctor;

/** What became of connecting. */
sealed interface TcpFound {

    /** There is a connection, through the proxy where there is one. */
    record Connected() implements TcpFound {}

    record Refused() implements TcpFound {}

    /** Nothing came back, as when a firewall drops what is sent. */
    record TimedOut() implements TcpFound {}

    record Unreachable() implements TcpFound {}

    /** The name has no address. */
    record NoName() implements TcpFound {}

    /**
     * The proxy answers CONNECT with something else than 200. @param status the rest of its line
     */
    record ProxyRefused(int code, String status) implements TcpFound {

        static final int LOGIN = 407;

        boolean wantsLogin() {
            return code == LOGIN;
        }
    }

    /** What listens at the proxy's address answers CONNECT with something that is no HTTP. */
    record NoProxy() implements TcpFound {}
}
