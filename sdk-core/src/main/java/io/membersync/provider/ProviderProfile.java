package io.membersync.provider;

import io.membersync.profile.Profile;
import java.util.List;

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
}
