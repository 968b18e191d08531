/**
 * The composition root: one file that builds the rooms in order, and takes them down in reverse.
 *
 * <p>Order of life: configuration, storage, migrations, keys, rooms, tickers, HTTPS, gateway last.
 * The gateway stops accepting first. What must be stopped is pushed on a {@link
 * dev.rollcall.server.server.Closer}; a start that fails half-way pops the same stack. Tests use
 * the same {@link dev.rollcall.server.server.Server#start} with port 0 and a fake clock.
 */
package dev.rollcall.server.server;
