/**
 * What must be true on devices, and whether it is.
 *
 * <p>A <b>policy</b> has immutable, numbered <b>versions</b>: a YAML file and the settings read
 * from it. An <b>assignment</b> makes a version, or always the latest, apply to a unit and
 * everything below. Per setting key the nearest unit wins; in one unit the policy whose name comes
 * first. The result for a unit is its {@link dev.rollcall.server.policy.EffectivePolicy}, named by
 * the hash of its settings.
 *
 * <p>The flow: {@link dev.rollcall.server.policy.Policies#apply} makes a version, raises the
 * district's <b>generation</b> and says which devices to nudge; at their check-in {@link
 * dev.rollcall.server.policy.Policies#offerFor} compares hashes in memory and hands out the signed
 * document where they differ; agents enforce it and report setting by setting.
 *
 * <p>Invariants: a document is offered only in the current generation, signed anew where an older
 * one had the same settings, so that no device is ever sent back; results are kept with their past,
 * in server time; a result about other settings than those in force is no knowledge of them.
 */
package dev.rollcall.server.policy;
