/**
 * The front door: begin a sign-in, complete it in the callback, resume it after a question.
 *
 * <p>MemberSync takes a visitor from a provider's callback to the correct row of the shop's own
 * member table, with evidence of consent. It is not a session manager, a user table, a message
 * sender or an identity server: the shop keeps its sessions, its table and its pages.
 */
@NullMarked
package io.membersync;

import org.jspecify.annotations.NullMarked;
