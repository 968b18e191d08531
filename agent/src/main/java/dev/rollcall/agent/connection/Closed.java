package dev.rollcall.agent.connection;

/** The end of a session. @param detail one line for a technician */
public record Closed(CloseReason reason, String detail) {}
