package dev.rollcall.common.protocol;

/** A separate order of requests within a session, so that bulk never delays control. */
public enum Lane {
    /** Check-ins, nudges, orders and outcomes. */
    CONTROL(0),
    /** Inventory bodies and run output. */
    BULK(1);

    private final byte wire;

    Lane(int wire) {
        this.wire = (byte) wire;
    }

    byte wire() {
        return wire;
    }
}
