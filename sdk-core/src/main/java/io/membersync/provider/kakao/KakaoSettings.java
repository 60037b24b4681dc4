package io.membersync.provider.kakao;

import io.membersync.Secret;
import io.membersync.internal.SecretSource;
import io.membersync.provider.Capability;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The shop's choices for one Kakao app, and what they make of Kakao's addresses. Changed only while
 * it is being made.
 *
 * <p>Source of the addresses, the client authentication and the issuer: <a
 * href="https://kauth.kakao.com/.well-known/openid-configuration">Kakao's metadata</a>, by their
 * description of 2026-11-21.
 */
final class KakaoSettings {
  ProviderId id = Kakao.ID;
  final String restApiKey;
  final Optional<Secret> clientSecret;
  Optional<SecretSource> secretSource = Optional.empty();
  Optional<String> appId = Optional.empty();
  List<Secret> adminKeys = List.of();
  Set<String> otherAudiences = Set.of();
  boolean openIdConnect;
  boolean pkce = true;
  boolean readsServiceTerms = true;
  List<String> askedTerms = List.of();
  List<String> channels = List.of();
  boolean offersChannels;

  KakaoSettings(String restApiKey, Optional<Secret> clientSecret) {
    this.restApiKey = restApiKey;
    this.clientSecret = clientSecret;
  }

  /** A copy with a change. */
  KakaoSettings with(Consumer<KakaoSettings> change) {
    KakaoSettings copy = new KakaoSettings(restApiKey, clientSecret);
    copy.id = id;
    copy.secretSource = secretSource;
    copy.appId = appId;
    copy.adminKeys = adminKeys;
    copy.otherAudiences = otherAudiences;
    copy.openIdConnect = openIdConnect;
    copy.pkce = pkce;
    copy.readsServiceTerms = readsServiceTerms;
    copy.askedTerms = askedTerms;
    copy.channels = channels;
    copy.offersChannels = offersChannels;
    change.accept(copy);
    return copy;
  }

  /** The first key; a call may be made with it for a visitor who is not there. */
  Optional<Secret> adminKey() {
    return adminKeys.stream().findFirst();
  }

  ProviderDescriptor descriptor() {
    ProviderDescriptor.Builder kakao = ProviderDescriptor.builder(id)
        .brand("KAKAO")
        .authorization("https://kauth.kakao.com/oauth/authorize")
        .token(
            "https://kauth.kakao.com/oauth/token",
            clientSecret.isPresent() ? ClientAuth.POST_BODY : ClientAuth.NONE)
        .profile("https://kapi.kakao.com/v2/user/me")
        .subject("id")
        .scopeSeparator(",")
        .with(Capability.ADDITIONAL_SCOPES)
        .with(Capability.SILENT_SIGN_IN)
        .with(Capability.ENDS_UNREAD_LINKS)
        .with(Capability.SHIPPING_ADDRESSES)
        .with(Capability.CHANNEL_RELATION)
        .signedNotices(KakaoNotice.ISSUER, KakaoNotice.KEYS);
    if (readsServiceTerms) {
      kakao.with(Capability.SERVICE_TERMS);
    }
    if (openIdConnect) {
      kakao.openIdConnect(KakaoNotice.ISSUER, KakaoNotice.KEYS);
    }
    if (!pkce) {
      kakao.withoutPkce();
    }
    KakaoItem.ALL.forEach(item -> kakao.field(item.field(), item.path(), item.trust()));
    return kakao.build();
  }

  /** With the secret that it was made with. */
  ClientRegistration client() {
    Set<String> audiences = new LinkedHashSet<>(otherAudiences);
    audiences.add(restApiKey);
    return new ClientRegistration(restApiKey, clientSecret, audiences);
  }
}
