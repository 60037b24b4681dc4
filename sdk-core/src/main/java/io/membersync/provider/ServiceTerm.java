package io.membersync.provider;

import java.time.Instant;
import java.util.Optional;

/**
 * One of the shop's terms as the provider asked it on its own screen.
 *
 * @param tag the shop's tag of the term in the provider's console
 * @param required whether the provider's console has it as required
 * @param agreed the visitor's answer
 * @param revocable whether the provider can take the agreement back; meaningful only when agreed
 * @param agreedAt when, by the provider's clock
 * @param agreedBy how, in the provider's words
 */
public record ServiceTerm(
    String tag,
    boolean required,
    boolean agreed,
    boolean revocable,
    Optional<Instant> agreedAt,
    Optional<String> agreedBy) {}
