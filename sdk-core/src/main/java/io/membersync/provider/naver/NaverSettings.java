package io.membersync.provider.naver;

import io.membersync.Secret;
import io.membersync.internal.SecretSource;
import io.membersync.profile.Field;
import io.membersync.provider.Capability;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The shop's choices for one Naver application, and what they make of Naver's two families of
 * addresses. Changed only while it is being made.
 */
final class NaverSettings {
  private static final String NID = "https://nid.naver.com";

  ProviderId id = Naver.ID;
  final String clientId;
  final Secret clientSecret;
  Optional<SecretSource> secretSource = Optional.empty();
  List<Secret> formerSecrets = List.of();
  Set<Field<?>> items = Set.of();
  boolean openIdConnect;
  boolean readsServiceTerms;
  boolean readsDeliveryAddress;

  NaverSettings(String clientId, Secret clientSecret) {
    this.clientId = clientId;
    this.clientSecret = clientSecret;
  }

  /** A copy with a change. */
  NaverSettings with(Consumer<NaverSettings> change) {
    NaverSettings copy = new NaverSettings(clientId, clientSecret);
    copy.id = id;
    copy.secretSource = secretSource;
    copy.formerSecrets = formerSecrets;
    copy.items = items;
    copy.openIdConnect = openIdConnect;
    copy.readsServiceTerms = readsServiceTerms;
    copy.readsDeliveryAddress = readsDeliveryAddress;
    change.accept(copy);
    return copy;
  }

  Secret currentSecret() {
    return secretSource.map(SecretSource::get).orElse(clientSecret);
  }

  /** The present secret first. */
  List<Secret> callbackSecrets() {
    List<Secret> secrets = new ArrayList<>();
    secrets.add(currentSecret());
    secrets.addAll(formerSecrets);
    return secrets;
  }

  ProviderDescriptor descriptor() {
    ProviderDescriptor.Builder naver = ProviderDescriptor.builder(id)
        .brand("NAVER")
        .authorization(NID + (openIdConnect ? "/oauth2/authorize" : "/oauth2.0/authorize"))
        .token(NID + (openIdConnect ? "/oauth2/token" : "/oauth2.0/token"), ClientAuth.POST_BODY)
        .profile(NaverCalls.PROFILE_ADDRESS)
        .subject("response.id")
        .sendsStateWithCode();
    if (openIdConnect) {
      naver.openIdConnect(NID, NID + "/oauth2/jwks").scopes("openid").nonceOptional();
    } else {
      naver.withoutPkce().with(Capability.ADDITIONAL_SCOPES).with(Capability.SILENT_SIGN_IN);
    }
    if (readsServiceTerms) {
      naver.with(Capability.SERVICE_TERMS);
    }
    for (NaverItem item : NaverItem.ALL) {
      naver.field(item.field(), item.path(), Trust.UNPROVEN);
    }
    if (readsDeliveryAddress) {
      naver
          .with(Capability.SHIPPING_ADDRESSES)
          .field(Field.SHIPPING_ADDRESSES, NaverCalls.ADDRESS, Trust.UNPROVEN);
    }
    return naver.build();
  }
}
