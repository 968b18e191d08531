/**
 * The inventory of a device with Windows.
 *
 * <p>One run of PowerShell answers the questions of {@code facts.ps1}, a line of JSON each, as it
 * goes: one that fails says why in its own line, and where the time is over, the lines so far
 * count. {@link dev.rollcall.agent.inventory.windows.WindowsFacts} are those answers; a pure reader
 * per section makes facts of them. {@code updates.ps1} is a run of its own, because Windows Update
 * takes its time. Installed programs come from the registry without either, and extensions of
 * browsers from the profiles of people; apps of the Store need the answers.
 *
 * <p>Words that Windows translates are never compared: groups go by their SID, states by their
 * numbers, and days are written in ISO 8601.
 *
 * <p>Written after Microsoft's documentation, as is the input of the tests; not verified on a real
 * Windows.
 */
package dev.rollcall.agent.inventory.windows;
