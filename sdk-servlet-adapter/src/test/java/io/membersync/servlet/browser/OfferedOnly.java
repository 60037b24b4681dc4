package io.membersync.servlet.browser;

import io.membersync.Secret;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;

/** A provider of the brand that its id names, which nobody goes on to. */
record OfferedOnly(String id) implements Provider {
  @Override
  public ProviderDescriptor descriptor() {
    return ProviderDescriptor.builder(ProviderId.of(id))
        .authorization("https://" + id + ".example/authorize")
        .token("https://" + id + ".example/token", ClientAuth.POST_BODY)
        .profile("https://" + id + ".example/profile")
        .build();
  }

  @Override
  public ClientRegistration client() {
    return ClientRegistration.of("shop-at-" + id, Secret.of("sample-secret"));
  }
}
