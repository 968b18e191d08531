/**
 * Replacing keys without stranding a device: <b>prepare</b>, <b>activate</b>, <b>finish</b>.
 *
 * <p>Prepare makes a next key ready; activate makes it the current one and the current one past,
 * which goes on counting; finish ends the past one when nothing depends on it any more. {@link
 * dev.rollcall.server.pki.rollover.Rollover} does the steps, each in one transaction, on the
 * database of a server that is stopped: the server opens its keys when it starts and then signs
 * what agents are told. {@link dev.rollcall.server.pki.rollover.HostMove} does the same with the
 * server's names.
 *
 * <p>Invariants: the steps go on only when every living device that was seen lately holds a bundle
 * that names what comes next, or somebody named the number of those that do not; a next root and a
 * next order key are always known to agents before they are used.
 */
@NullMarked
package dev.rollcall.server.pki.rollover;

import org.jspecify.annotations.NullMarked;
