/**
 * How the device is connected at this moment: whether in a network that its org unit publishes, and
 * how well by radio. It changes all the time, and is therefore no section.
 *
 * <p>{@link dev.rollcall.agent.inventory.network.NetworkNow} is the door. {@code Attachments} reads
 * what the device is attached to, {@code Whereabouts} compares that with what is published and
 * keeps only the name of what matched; {@code Radio} and {@code IwLink} read signal and band.
 *
 * <p>Gateways, search domains, names of wireless networks and addresses stay in here: none of them
 * is in what {@code NetworkNow} gives away.
 */
package dev.rollcall.agent.inventory.network;
