package io.membersync;

/**
 * A sign-in that waits for the visitor: an answer, a field, a proof. The reference may stand in a
 * form or an address; it is worth nothing without the cookie of the browser that began it.
 *
 * @param reference 22 letters and digits
 */
public record Parked(String reference) {}
