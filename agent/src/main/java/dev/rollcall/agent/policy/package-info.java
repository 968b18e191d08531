/**
 * The policy on this device: verified, kept, made true, and kept true.
 *
 * <p>{@link dev.rollcall.agent.policy.AgentPolicies} is the door. An offered document is verified
 * and kept by {@link dev.rollcall.agent.policy.PolicyStore}; a bad one changes nothing. {@link
 * dev.rollcall.agent.policy.Enforcement} goes through the settings in their order: look, change
 * where it differs, look again. One failing setting never stops the others. A timer looks for
 * drift; what changed is reported.
 *
 * <p>Everything happens below a root, and no symbolic link is followed on the way to a file. What a
 * setting replaced is kept once by {@link dev.rollcall.agent.policy.Originals} and put back when
 * the policy no longer claims the file. Which sections of the inventory are not collected is asked
 * of the document that is kept, before every collection. Details say what differed and never what a
 * file contains.
 */
package dev.rollcall.agent.policy;
