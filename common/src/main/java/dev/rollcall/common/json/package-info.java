/**
 * The configured JSON mappers, and the canonical form that digests are computed over.
 *
 * <p>{@link dev.rollcall.common.json.Json#wire()} reads what the other side of the conversation
 * sent: unknown fields are ignored so that old agents live. {@link
 * dev.rollcall.common.json.Json#strict()} reads files, signed orders and API bodies: an unknown
 * field is an error. Both refuse duplicate keys, trailing tokens, deep nesting and coerced scalars.
 */
package dev.rollcall.common.json;
