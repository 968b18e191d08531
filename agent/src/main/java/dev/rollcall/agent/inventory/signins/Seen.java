package dev.rollcall.agent.inventory.signins;

/** When somebody last used an account, as one source has it; no finer than that. */
enum Seen {
    /** Since the day from which on an account is not dormant. */
    RECENTLY,
    /** Before it. */
    LONG_AGO,
    /** The source has nothing of the account. */
    NEVER,
    /** In the future: the device's clock is wrong, or was. */
    SENSELESS
}
