package io.membersync.provider.google;

import io.membersync.Secret;
import io.membersync.internal.SecretSource;
import io.membersync.profile.Field;
import io.membersync.provider.Capability;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.Trust;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The shop's choices for one OAuth client of Google. Changed only while it is being made. */
final class GoogleSettings {
  static final List<String> SIGN_IN = List.of("openid", GoogleItem.EMAIL, GoogleItem.PROFILE);

  private static final String ISSUER = "https://accounts.google.com";
  private static final Map<String, String> LONG_NAMES = Map.of(
      GoogleItem.SCOPES + "userinfo.email", GoogleItem.EMAIL,
      GoogleItem.SCOPES + "userinfo.profile", GoogleItem.PROFILE);

  ProviderId id = Google.ID;
  final String clientId;
  final Secret clientSecret;
  Optional<SecretSource> secretSource = Optional.empty();
  Set<Field<?>> asked = Set.of();
  Optional<String> hostedDomain = Optional.empty();
  Set<String> otherAudiences = Set.of();
  boolean refreshToken = true;

  GoogleSettings(String clientId, Secret clientSecret) {
    this.clientId = clientId;
    this.clientSecret = clientSecret;
  }

  /** A copy with a change. */
  GoogleSettings with(Consumer<GoogleSettings> change) {
    GoogleSettings copy = new GoogleSettings(clientId, clientSecret);
    copy.id = id;
    copy.secretSource = secretSource;
    copy.asked = asked;
    copy.hostedDomain = hostedDomain;
    copy.otherAudiences = otherAudiences;
    copy.refreshToken = refreshToken;
    change.accept(copy);
    return copy;
  }

  /** With the secret that was given at first. */
  ClientRegistration client() {
    Set<String> audiences = new LinkedHashSet<>(otherAudiences);
    audiences.add(clientId);
    return new ClientRegistration(clientId, Optional.of(clientSecret), audiences);
  }

  /** Of every sign-in, in one order whatever order the fields were given in. */
  List<String> scopes() {
    Set<String> scopes = new LinkedHashSet<>(SIGN_IN);
    GoogleItem.ALL.stream()
        .filter(item -> asked.contains(item.field()))
        .forEach(item -> scopes.add(item.scope()));
    return List.copyOf(scopes);
  }

  /** What this sign-in can tell of: what every one asks, and what a further question has opened. */
  List<GoogleItem> items(Grant grant) {
    List<String> always = scopes();
    return GoogleItem.ALL.stream()
        .filter(item -> !item.ofPerson()
            || asked.contains(item.field())
            || (!always.contains(item.scope()) && grant.scopes().contains(item.scope())))
        .toList();
  }

  ProviderDescriptor descriptor() {
    ProviderDescriptor.Builder google = ProviderDescriptor.builder(id)
        .brand("GOOGLE")
        .openIdConnect(ISSUER, "https://www.googleapis.com/oauth2/v3/certs")
        .issuerAliases("accounts.google.com")
        .authorization(ISSUER + "/o/oauth2/v2/auth")
        .token("https://oauth2.googleapis.com/token", ClientAuth.POST_BODY)
        .scopes(scopes().toArray(String[]::new))
        .scopeAliases(LONG_NAMES)
        .namesEarlierScopes()
        .with(Capability.ADDITIONAL_SCOPES);
    for (GoogleItem item : GoogleItem.ALL) {
      if (!item.ofPerson() || asked.contains(item.field())) {
        google.field(item.field(), item.member(), Trust.UNPROVEN);
      }
    }
    if (asked.contains(Field.SHIPPING_ADDRESSES)) {
      google.with(Capability.SHIPPING_ADDRESSES);
    }
    return google.build();
  }
}
