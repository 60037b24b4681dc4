package io.membersync.profile;

import java.time.Instant;

/**
 * Who checked that a value belongs to the person.
 *
 * @param by a provider id, or {@code code} for a code sent by the shop
 * @param at when it was checked or last reported as checked
 */
public record Verification(String by, Instant at) {}
