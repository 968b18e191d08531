/**
 * The machine beneath the agent: its files, its programs, its hardware library.
 *
 * <p>This is the only package that starts processes, touches JNA, or knows where the operating
 * system keeps its files. Everything it reads is treated as hostile: reads are bounded, only
 * regular files are opened (a pipe planted in place of a file would hang its reader), programs are
 * started without a shell, in the C locale, with a fixed search path and an empty environment, and
 * are killed with all their children when they take too long.
 *
 * <p>Files are read below a root, which is {@code /} on a device and a planted folder in tests.
 */
package dev.rollcall.agent.platform;
