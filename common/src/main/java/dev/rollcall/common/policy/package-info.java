/**
 * What must be true on a device: settings, and the signed document that carries the effective ones.
 *
 * <p>Each setting has a key; along the org-unit tree the nearest unit's setting of a key wins. The
 * document's hash is the server's and opaque to the agent. A setting that is not fully understood
 * is {@link dev.rollcall.common.policy.Setting.Unsupported} and is reported as such; the others are
 * still enforced.
 */
package dev.rollcall.common.policy;
