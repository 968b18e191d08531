/**
 * The state folder: the few small files that make a device the device it is.
 *
 * <p>The folder is 0700 and every file 0600. A file is replaced whole: written beside itself under
 * a temporary name, made durable, renamed over the old one, and the rename made durable. A crash
 * between any two of these steps leaves the old file or the new one, never a mixture; what it left
 * under a temporary name is swept when the folder is opened. A record that changes with every
 * check-in is an {@link dev.rollcall.agent.state.AlternatingFile}: written in place, in two slots
 * by turns. One process at a time owns the folder.
 */
package dev.rollcall.agent.state;
