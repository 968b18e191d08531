/**
 * The check-in: the one conversation with the server, from the agent's side.
 *
 * <p>{@link dev.rollcall.agent.checkin.CheckInLoop} is level-triggered. Whatever happens (a reply,
 * a nudge, an outcome, a timer) makes it look at what there is to say and what is in flight, and
 * say the next thing; {@code NextMessage} decides which, and is pure. Control carries check-ins,
 * policy reports and renewals; bulk carries sections, bodies and run output, and never delays
 * control.
 *
 * <p>What a reply brings is durable before the next check-in says so: the continuation before it is
 * echoed, an order before it is acknowledged. A session that fails in the middle loses nothing,
 * since everything is said again until the server has recorded it.
 *
 * <p>The other rooms are seen through the small interfaces declared here. A loop has no thread: its
 * steps run one after another on a shared executor whose tasks may block, and only while there is
 * something to do.
 */
package dev.rollcall.agent.checkin;
