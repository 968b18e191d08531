package dev.rollcall.server.server;

/** Who may read the metrics. */
public enum MetricsReaders {
    /** API tokens with the permission for it. */
    TOKENS,
    /** These, and whoever asks from the server's own machine: not behind a proxy on it. */
    TOKENS_AND_LOOPBACK
}
