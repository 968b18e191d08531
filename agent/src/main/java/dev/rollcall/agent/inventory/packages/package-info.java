/**
 * What is installed: packages of dpkg and rpm, their versions and how those compare, and kernels.
 *
 * <p>dpkg's database is text and is read here; rpm's is a binary that only rpm reads. Versions are
 * compared as their own systems do it, because an order that is nearly right reports updates that
 * do not exist.
 */
package dev.rollcall.agent.inventory.packages;
