package dev.rollcall.agent.doctor;

import java.util.Optional;

/** How far one came towards a port of the server's. @param tls empty where it was not tried */
record Probed(Target target, TcpFound tcp, Optional<TlsFound> tls) {}
