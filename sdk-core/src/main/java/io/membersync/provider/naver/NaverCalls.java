package io.membersync.provider.naver;

import io.membersync.provider.ClientRegistration;
import io.membersync.provider.ProviderCall;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The calls to Naver's open API, each for the visitor of the access token. */
final class NaverCalls {
  static final String PROFILE = "profile";
  static final String TERMS = "terms";
  static final String ADDRESS = "address";
  static final String PROFILE_ADDRESS = "https://openapi.naver.com/v1/nid/me";

  private static final URI AGREEMENT = URI.create("https://openapi.naver.com/v1/nid/agreement");
  private static final URI PAY_ADDRESS = URI.create("https://openapi.naver.com/v1/nid/payaddress");
  private static final URI REVOKE = URI.create("https://nid.naver.com/oauth2.0/revoke");

  private NaverCalls() {}

  static List<ProviderCall> of(NaverSettings settings) {
    List<ProviderCall> calls = new ArrayList<>();
    calls.add(ProviderCall.get(PROFILE, URI.create(PROFILE_ADDRESS)));
    if (settings.readsServiceTerms) {
      calls.add(ProviderCall.get(TERMS, AGREEMENT).notEssential());
    }
    if (settings.readsDeliveryAddress) {
      calls.add(ProviderCall.get(ADDRESS, PAY_ADDRESS).notEssential());
    }
    return calls;
  }

  /**
   * Ends the link. That it does so for tokens of the OpenID Connect endpoints too is not documented.
   */
  static ProviderCall revoke(ClientRegistration client) {
    return ProviderCall.post("unlink", REVOKE)
        .with("client_id", client.clientId())
        .with("client_secret", client.secret().orElseThrow().reveal())
        .withAccessTokenAs("token")
        .with("token_type_hint", "access_token");
  }
}
