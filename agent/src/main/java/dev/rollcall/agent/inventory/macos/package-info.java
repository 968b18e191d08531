/**
 * The inventory of a device with macOS: what system_profiler says in JSON, and a handful of other
 * programs of Apple's in a line or two.
 *
 * <p>{@link dev.rollcall.agent.inventory.macos.MacPrograms} runs them; a pure reader per section
 * makes facts of what they print. Numbers are taken where they stand as numbers: sizes in words are
 * written as each language writes them.
 *
 * <p>Left out, because nothing that a program prints would tell it from a person's own: what is on
 * USB, where phones could not be told from keyboards, and applications in home folders.
 *
 * <p>Written after Apple's manual pages and published samples, and tested on input in their form;
 * not verified on a real Mac.
 */
package dev.rollcall.agent.inventory.macos;
