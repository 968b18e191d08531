package dev.rollcall.agent.doctor;

import dev.rollcall.agent.connection.Endpoint;

/** A port of the server's. */
record Target(Kind kind, Endpoint endpoint) {

    /** What listens there. */
    enum Kind {
        /** Where sessions are held. */
        GATEWAY("gateway"),
        /** HTTPS: enrollment. */
        SERVER("server");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    @Override
    public String toString() {
        return kind.word + " " + endpoint;
    }
}
