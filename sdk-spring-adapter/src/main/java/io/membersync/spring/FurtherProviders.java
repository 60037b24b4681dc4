package io.membersync.spring;

import io.membersync.Secret;
import io.membersync.profile.Field;
import io.membersync.provider.Provider;
import io.membersync.provider.facebook.Facebook;
import io.membersync.provider.line.Line;
import io.membersync.spring.MemberSyncProperties.Registration;
import io.membersync.spring.ProviderProperties.NamedRegistration;
import java.util.List;

/** Makes the providers of {@code membersync-providers}; loaded only where that is on the class path. */
final class FurtherProviders {
  private FurtherProviders() {}

  static Provider facebook(NamedRegistration named) {
    Facebook facebook = Facebook.of(
            named.clientId("the app id in Meta's developer console"), named.neededSecret())
        .withId(named.providerId())
        .asking(named.fields());
    return named.registration().deletionPage().map(facebook::withDataDeletion).orElse(facebook);
  }

  static Provider line(NamedRegistration named) {
    Registration registration = named.registration();
    Line line = Line.of(
            named.clientId("the channel id in LINE's developer console"), named.neededSecret())
        .withId(named.providerId());
    List<Field<?>> fields = List.of(named.fields());
    if (!fields.isEmpty() && !fields.contains(Field.EMAIL)) {
      line = line.withoutEmail();
    }
    if (registration.nativeApp()) {
      line = line.withNativeApp();
    }
    List<Secret> messaging = registration.messagingSecrets();
    if (!messaging.isEmpty()) {
      line = line.withMessagingChannel(
          messaging.get(0), messaging.subList(1, messaging.size()).toArray(Secret[]::new));
    }
    return registration.channels().isEmpty()
        ? line
        : line.withOfficialAccount(registration.channels().get(0));
  }
}
