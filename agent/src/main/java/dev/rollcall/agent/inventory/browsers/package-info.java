/**
 * Which extensions the browsers have, in all accounts together.
 *
 * <p>Whoever owns a home folder may have planted what is in it: it is read by {@link
 * dev.rollcall.agent.platform.UntrustedFolder} and in bounds. Of a browser's own files only those
 * are opened that say what is installed, and none in which sites stand: Chromium's {@code
 * Preferences} are not read, so that what is loaded from elsewhere by a developer is not seen.
 */
package dev.rollcall.agent.inventory.browsers;
