/**
 * Rules: expressions of CEL over what a device says of itself, checked before they are used.
 *
 * <p>{@link dev.rollcall.server.rule.RuleLanguage} makes of the collection manifest the types that
 * an expression is checked with, so that a misspelt fact is a mistake with its place, and never a
 * rule that silently holds for nobody. {@link dev.rollcall.server.rule.Rule} is one that makes
 * sense, with the facts that it reads; {@link dev.rollcall.server.rule.Evaluation} asks it of one
 * device's sections, in bounded time, and answers yes, no, unknown or stale: what was not reported
 * is unknown, what is too old is stale, and neither is ever yes.
 */
@org.jspecify.annotations.NullMarked
package dev.rollcall.server.rule;
