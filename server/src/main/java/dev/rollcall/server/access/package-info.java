/**
 * Who may do what where.
 *
 * <p>A person of a district has grants: a role at a unit, allowed or denied, for a time. A grant
 * holds at its unit and everything below it; one at the provider's root holds in every district the
 * provider serves; a deny anywhere on the way down beats every grant. {@link
 * dev.rollcall.server.access.AccessRules} decides and is pure. A request carries an API token, made
 * by signing in or for a script, which may be narrower than its person; {@link
 * dev.rollcall.server.access.Caller} is person and token together, and what routes ask. The tree
 * comes from the org room through {@link dev.rollcall.server.access.Territory}.
 */
package dev.rollcall.server.access;
