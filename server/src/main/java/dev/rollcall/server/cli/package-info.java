/**
 * The {@code rollcall} command: starts and initializes a server, and is the technicians' client of
 * its API.
 *
 * <p>A command parses, asks the API, prints. Counts come before lists, failures are grouped, {@code
 * --json} prints what the API answered, and an error is one line on standard error with an {@link
 * dev.rollcall.server.cli.terminal.ExitCode} that is documented. Whatever a device or a person
 * wrote goes through {@link dev.rollcall.server.cli.terminal.SafeText} before it reaches a
 * terminal.
 *
 * <p>The client trusts exactly one certificate authority, by the SHA-256 of its certificate, and
 * keeps that, the server's address and its API token in a file that only its owner can read.
 */
package dev.rollcall.server.cli;
