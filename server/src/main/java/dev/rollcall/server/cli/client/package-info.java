/**
 * The command as a client of the API: signing in, asking, paging, downloading.
 *
 * <p>{@link dev.rollcall.server.cli.client.Client} is what all asking commands have in common,
 * their options among it; {@link dev.rollcall.server.cli.client.ApiClient} asks once and turns a
 * refusal into one line. It trusts one authority, by {@link
 * dev.rollcall.server.cli.client.PinnedTrust}.
 */
package dev.rollcall.server.cli.client;
