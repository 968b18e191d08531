/**
 * What is installed: packages of dpkg, rpm, snap and flatpak, their versions and how those compare,
 * and kernels.
 *
 * <p>dpkg's database is text and is read here; rpm's is a binary that only rpm reads; snaps and
 * flatpaks are seen by their folders. Versions are compared as their own systems do it, because an
 * order that is nearly right reports updates that do not exist.
 */
package dev.rollcall.agent.inventory.packages;
