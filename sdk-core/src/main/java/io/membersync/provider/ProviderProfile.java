package io.membersync.provider;

import io.membersync.profile.Profile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a provider says of one visitor, in typed form.
 *
 * @param subject the provider's stable id of the visitor, exactly as sent; 1 to 255 characters
 * @param profile the fields, each with presence, verification, source and time
 * @param terms the shop's terms that the provider asked, agreed or not
 * @param termsKnown whether the provider's answer about terms arrived at all
 */
public record ProviderProfile(
    String subject, Profile profile, List<ServiceTerm> terms, boolean termsKnown) {
  public ProviderProfile {
    terms = List.copyOf(terms);
  }

  @Override
  public String toString() {
    return "ProviderProfile[hidden]";
  }

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
}
