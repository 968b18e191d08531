/**
 * Typed ids: one-field records over a UUID, so that a device can never be passed where a run is
 * meant.
 *
 * <p>On the wire and in every file an id is its canonical lower-case form. New ids come from {@link
 * dev.rollcall.common.id.IdSource} only, which orders them by time so that indexes stay dense.
 */
package dev.rollcall.common.id;
