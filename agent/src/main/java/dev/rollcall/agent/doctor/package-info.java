/**
 * What keeps a device away from its server, in words that a technician can act on.
 *
 * <p>{@link dev.rollcall.agent.doctor.Doctor} gathers facts, the most basic first, and stops where
 * a later layer cannot work: the state folder, the identity, the proxy, names, TCP, TLS, the
 * protocol, the server's word. What the facts mean is said by the pure {@code ...Diagnosis}
 * classes, each finding as one {@link dev.rollcall.agent.doctor.Check}.
 *
 * <p>Nothing is disturbed: the state folder is read and never written, the running agent is not
 * asked, and no session is opened, since a newer session of the same enrollment would end its own.
 * At a gateway TLS is agreed and an empty frame sent, which is echoed to anybody; whether the
 * device is welcome is asked at the HTTPS port. The device's certificate is shown to nobody whose
 * own was not verified, and no secret is ever printed.
 */
package dev.rollcall.agent.doctor;
