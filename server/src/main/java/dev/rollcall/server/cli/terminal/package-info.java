/**
 * What every command says and how: words, times and tables for a person, one line and one exit code
 * for a mistake.
 *
 * <p>{@link dev.rollcall.server.cli.terminal.Terminal} is the only way to the screen, {@link
 * dev.rollcall.server.cli.terminal.SafeText} what strangers wrote passes through on its way there,
 * and {@link dev.rollcall.server.cli.terminal.Secrets} the only way that a password or passphrase
 * comes in.
 */
package dev.rollcall.server.cli.terminal;
