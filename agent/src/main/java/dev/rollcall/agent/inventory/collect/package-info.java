/**
 * What collectors have in common: what one is, what it comes back with, and how hostile text
 * becomes a fact.
 *
 * <p>Knows no other room of the inventory. {@link dev.rollcall.agent.inventory.collect.Clean}
 * stands between everything that is read and everything that is sent.
 */
package dev.rollcall.agent.inventory.collect;
