package io.membersync.examples.toyshop;

import io.membersync.MemberSync;
import io.membersync.Secret;
import io.membersync.profile.Field;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderId;
import io.membersync.provider.facebook.Facebook;
import io.membersync.provider.google.Google;
import io.membersync.testing.FakeApple;
import io.membersync.testing.FakeFacebook;
import io.membersync.testing.FakeGoogle;
import io.membersync.testing.FakeLine;
import io.membersync.testing.FakeNaver;
import io.membersync.testing.FakeSocialLogin;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Naver, Google, Apple, LINE and Facebook, played by fakes, where the shop offers them too. */
final class FurtherProviders implements AutoCloseable {
  private final Map<ProviderId, FakeSocialLogin<?>> fakes = new LinkedHashMap<>();
  private final List<Provider> providers = new ArrayList<>();

  private FurtherProviders() {}

  static FurtherProviders none() {
    return new FurtherProviders();
  }

  static FurtherProviders all() {
    FurtherProviders all = new FurtherProviders();
    FakeNaver naver = FakeNaver.onLoopback();
    all.add(naver, naver.provider());
    FakeGoogle google = FakeGoogle.onLoopback();
    all.add(
        google,
        google.provider(Google.of(google.clientId(), Secret.of(google.clientSecret()))
            .asking(Field.PHONE, Field.BIRTHDAY, Field.BIRTH_YEAR, Field.GENDER)));
    FakeApple apple = FakeApple.onLoopback();
    all.add(apple, apple.provider());
    FakeLine line = FakeLine.onLoopback();
    all.add(line, line.provider());
    FakeFacebook facebook = FakeFacebook.onLoopback();
    all.add(
        facebook,
        facebook.provider(Facebook.of(facebook.clientId(), Secret.of(facebook.clientSecret()))
            .asking(Field.BIRTHDAY, Field.BIRTH_YEAR, Field.GENDER)));
    return all;
  }

  private void add(FakeSocialLogin<?> fake, Provider provider) {
    fakes.put(provider.descriptor().id(), fake);
    providers.add(provider);
  }

  List<Provider> providers() {
    return Collections.unmodifiableList(providers);
  }

  /** In the order of the sign-in page. */
  Map<ProviderId, FakeSocialLogin<?>> fakes() {
    return Collections.unmodifiableMap(fakes);
  }

  /** Tells the fakes where visitors come back to. */
  void register(MemberSync sync) {
    fakes.forEach((id, fake) -> fake.registerRedirectUri(sync.redirectUri(id)));
  }

  @Override
  public void close() {
    fakes.values().forEach(FakeSocialLogin::close);
  }
}
