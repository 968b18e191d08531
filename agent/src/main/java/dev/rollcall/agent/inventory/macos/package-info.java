/**
 * The inventory of a device with macOS: what system_profiler says in JSON, and a handful of other
 * programs of Apple's in a line or two.
 *
 * <p>{@link dev.rollcall.agent.inventory.macos.MacPrograms} runs them; a pure reader per section
 * makes facts of what they print. Numbers are taken where they stand as numbers: sizes in words are
 * written as each language writes them. What lies in files of root's, such as daemons of launchd
 * and what configuration profiles set, is read from those: {@link
 * dev.rollcall.agent.inventory.macos.PropertyList} knows both of their forms.
 *
 * <p>Left out, because nothing would tell it from a person's own: applications in home folders.
 *
 * <p>Written after Apple's manual pages and published samples, and tested on input in their form;
 * not verified on a real Mac.
 */
package dev.rollcall.agent.inventory.macos;
