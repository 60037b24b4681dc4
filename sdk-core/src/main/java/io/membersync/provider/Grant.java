package io.membersync.provider;

import java.util.Set;

/**
 * What the token answer grants.
 *
 * @param scopes the granted scopes; the requested ones when the answer names none
 * @param scopesNamed whether the provider named them itself
 * @param identityToken whether an ID token came along
 */
public record Grant(Set<String> scopes, boolean scopesNamed, boolean identityToken) {
  public Grant {
    scopes = Set.copyOf(scopes);
  }
}
