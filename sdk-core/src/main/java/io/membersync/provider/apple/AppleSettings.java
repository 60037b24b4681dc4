package io.membersync.provider.apple;

import io.membersync.Secret;
import io.membersync.profile.Field;
import io.membersync.provider.Capability;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.Trust;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The shop's choices for one services id, and what they make of Apple's addresses. Changed only while
 * it is being made.
 *
 * <p>Source of the addresses and the client authentication: <a
 * href="https://appleid.apple.com/.well-known/openid-configuration">Apple's metadata</a>, by their
 * description of 2026-11-21.
 */
final class AppleSettings {
  static final Set<Field<?>> FIELDS = Set.of(Field.NAME, Field.EMAIL);

  static final String ISSUER = "https://appleid.apple.com";

  ProviderId id = Apple.ID;
  final String servicesId;
  final String keyId;
  final AppleClientSecret secret;
  Set<Field<?>> asked = FIELDS;
  Set<String> otherAudiences = Set.of();
  boolean pkce = true;

  AppleSettings(String servicesId, String keyId, AppleClientSecret secret) {
    this.servicesId = servicesId;
    this.keyId = keyId;
    this.secret = secret;
  }

  /** A copy with a change. */
  AppleSettings with(Consumer<AppleSettings> change) {
    AppleSettings copy = new AppleSettings(servicesId, keyId, secret);
    copy.id = id;
    copy.asked = asked;
    copy.otherAudiences = otherAudiences;
    copy.pkce = pkce;
    change.accept(copy);
    return copy;
  }

  List<Field<?>> askedInOrder() {
    List<Field<?>> fields = new ArrayList<>(asked);
    fields.sort(Comparator.comparing(Field::name));
    return fields;
  }

  /** With the client secret of this moment. */
  ClientRegistration client() {
    return client(servicesId, secret.current());
  }

  /** The same key signs for every app of the team. */
  ClientRegistration client(String bundleId) {
    return bundleId.equals(servicesId) ? client() : client(bundleId, secret.of(bundleId));
  }

  private ClientRegistration client(String clientId, Secret current) {
    Set<String> audiences = new LinkedHashSet<>(otherAudiences);
    audiences.add(servicesId);
    audiences.add(clientId);
    return new ClientRegistration(clientId, Optional.of(current), audiences);
  }

  /** Apple's scopes have the names of the fields. */
  ProviderDescriptor descriptor() {
    List<String> scopes = askedInOrder().stream().map(Field::name).toList();
    ProviderDescriptor.Builder apple = ProviderDescriptor.builder(id)
        .brand("APPLE")
        .authorization(ISSUER + "/auth/authorize")
        .token(ISSUER + "/auth/token", ClientAuth.POST_BODY)
        .openIdConnect(ISSUER, ISSUER + "/auth/keys")
        .nonceOptional()
        .scopes(scopes.toArray(String[]::new))
        .with(Capability.FORM_POST);
    if (asked.contains(Field.EMAIL)) {
      apple.field(Field.EMAIL, AppleProfile.EMAIL, Trust.UNPROVEN);
    }
    if (asked.contains(Field.NAME)) {
      apple
          .callbackParameters(AppleProfile.USER)
          .with(Capability.SENDS_FIELDS_ONCE)
          .field(Field.NAME, AppleProfile.NAME, Trust.UNPROVEN);
    }
    if (!pkce) {
      apple.withoutPkce();
    }
    return apple.build();
  }
}
