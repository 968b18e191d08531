/**
 * The registry of devices: which there are, in which unit each is and was, and what lists call it.
 *
 * <p>A device is a computer; an enrollment is one joining of it, and an asset record will be a
 * third thing. A device is in exactly one unit at a time, and every placement keeps its dates in
 * server time. Hostname, serial, manufacturer and model repeat what inventory last said, so that
 * lists need no bodies; they are claims of the device and prove nothing.
 */
@NullMarked
package dev.rollcall.server.device;

import org.jspecify.annotations.NullMarked;
