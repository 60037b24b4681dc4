package io.membersync.servlet;

import io.membersync.Answers;
import io.membersync.Begun;
import io.membersync.Browser;
import io.membersync.Callback;
import io.membersync.MemberSync;
import io.membersync.Parked;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.consent.Notices;
import io.membersync.lifecycle.Webhook;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the servlet asks of {@link MemberSync}, so that tests can answer in its place. */
interface Engine {
  Begun begin(ProviderId provider, Browser browser, SignIn signIn);

  SignInResult complete(Browser browser, Callback callback);

  Optional<String> receiveForm(Callback callback);

  SignInResult resume(Browser browser, Parked parked, Answers answers);

  Webhook.Received receive(ProviderId provider, Webhook webhook);

  /** The providers to offer. */
  List<ProviderDescriptor> providers();

  /** Every provider: one that is not offered still gets its callbacks and webhooks. */
  List<ProviderDescriptor> addedProviders();

  /** Where this provider sends browsers back to; empty when the shop has no such provider. */
  Optional<URI> findRedirectUri(ProviderId provider);

  default boolean knows(ProviderId provider) {
    return findRedirectUri(provider).isPresent();
  }

  Notices notices();

  int runDue(Duration budget);

  /** For the consent centre. */
  MemberBooks books();

  /** The real one. */
  static Engine of(MemberSync sync) {
    return new Engine() {
      @Override
      public Begun begin(ProviderId provider, Browser browser, SignIn signIn) {
        return sync.begin(provider, browser, signIn);
      }

      @Override
      public SignInResult complete(Browser browser, Callback callback) {
        return sync.complete(browser, callback);
      }

      @Override
      public Optional<String> receiveForm(Callback callback) {
        return sync.receiveForm(callback);
      }

      @Override
      public SignInResult resume(Browser browser, Parked parked, Answers answers) {
        return sync.resume(browser, parked, answers);
      }

      @Override
      public Webhook.Received receive(ProviderId provider, Webhook webhook) {
        return sync.receive(provider, webhook);
      }

      @Override
      public List<ProviderDescriptor> providers() {
        return sync.providers();
      }

      @Override
      public List<ProviderDescriptor> addedProviders() {
        return sync.addedProviders();
      }

      @Override
      public Optional<URI> findRedirectUri(ProviderId provider) {
        try {
          return Optional.of(sync.redirectUri(provider));
        } catch (IllegalArgumentException e) {
          return Optional.empty(); // there is no such provider
        }
      }

      @Override
      public Notices notices() {
        return sync.notices();
      }

      @Override
      public int runDue(Duration budget) {
        return sync.work().runDue(budget);
      }

      @Override
      public MemberBooks books() {
        return MemberBooks.of(sync);
      }
    };
  }
}
