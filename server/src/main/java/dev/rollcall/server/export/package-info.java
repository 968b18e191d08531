/**
 * Data that leaves as a file: which devices there are, and how they stand.
 *
 * <p>Every export is as of one instant of the server's clock: placements, sections and results are
 * those that were valid then. It is made page by page, so that memory does not grow with the number
 * of devices, and comes with its {@link dev.rollcall.server.export.Coverage}: of how many devices
 * it speaks, how many were fresh, which filter, which clock, who asked and when.
 *
 * <p>A row is a list of cells; {@link dev.rollcall.server.export.ExportWriter} says the same rows
 * as CSV and as JSON. Every fact has the time of its collection beside it. Unknown and stale are
 * words of their own and never count as good.
 */
@NullMarked
package dev.rollcall.server.export;

import org.jspecify.annotations.NullMarked;
