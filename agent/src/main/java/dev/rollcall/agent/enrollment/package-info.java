/**
 * Joining, and staying joined: the device's key, its certificate, and whom it trusts.
 *
 * <p>{@link dev.rollcall.agent.enrollment.Enroller} joins by EST (RFC 7030): the key is born here
 * and kept before it is asked for, the server is recognized by the fingerprint of its root, and the
 * token is shown once and written nowhere. What is asked again after a crash asks with the same
 * key.
 *
 * <p>{@link dev.rollcall.agent.enrollment.Renewal} asks in a session for the next certificate while
 * this one holds; {@link dev.rollcall.agent.enrollment.Reenrollment} asks by EST when a session was
 * refused, such as after a summer. Both keep what was issued as the next identity, which is shown
 * first, beside the one that works.
 *
 * <p>State, each file replaced whole: {@code enrollment.json} (where, and by which root), {@code
 * pending-key.pem} (only while joining), {@code identity.json} (key and chain), {@code
 * next-identity.json} (a renewal that no session has proven yet), {@code next-key.pem} (only while
 * returning), {@code trust-bundle.json} (signed by the district). {@code identity.json} is the word
 * that the device has joined.
 *
 * <p>The first trust bundle is believed because TLS brought it; each later one because an order key
 * of the bundle before signed it. Its generation never goes back.
 */
package dev.rollcall.agent.enrollment;
