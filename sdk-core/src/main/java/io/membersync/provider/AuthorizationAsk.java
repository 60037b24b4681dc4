package io.membersync.provider;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a begun sign-in wants from the provider's own screen; a provider turns it into its
 * parameters.
 *
 * @param scopes to be asked; empty for what the provider's console is set to
 * @param serviceTerms tags of the shop's terms to be asked; empty for the console's
 * @param silent show nothing, answer at once
 * @param language for the provider's pages, where it takes one
 * @param loginHint an account to offer, where the provider takes one
 */
public record AuthorizationAsk(
    List<String> scopes,
    List<String> serviceTerms,
    boolean silent,
    Optional<Locale> language,
    Optional<String> loginHint) {
  public AuthorizationAsk {
    scopes = List.copyOf(scopes);
    serviceTerms = List.copyOf(serviceTerms);
  }

  @Override
  public String toString() {
    return "AuthorizationAsk[scopes=" + scopes + ", serviceTerms=" + serviceTerms + ", silent="
        + silent + "]";
  }
}
