/**
 * What runs on the server itself, beside its data folder: init, serve, restore, and founding a
 * district.
 *
 * <p>{@link dev.rollcall.server.cli.local.LocalServer} reads the configuration and the passphrases;
 * {@link dev.rollcall.server.cli.local.DataFolder} is held by one of them at a time.
 */
package dev.rollcall.server.cli.local;
