/**
 * The form of each section's body, as the collection manifest says it: one specification, from
 * which the handbook, the search, the JSON Schemas and the rules of the server are made.
 *
 * <p>{@link dev.rollcall.common.inventory.shape.Shapes} reads the manifest's list of names into a
 * tree of {@link dev.rollcall.common.inventory.shape.Shape}, and {@link
 * dev.rollcall.common.inventory.shape.SectionSchema} writes that as JSON Schema.
 */
package dev.rollcall.common.inventory.shape;
