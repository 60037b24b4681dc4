package io.membersync.spring.test;

import io.membersync.provider.Provider;
import io.membersync.provider.apple.Apple;
import io.membersync.provider.google.Google;
import io.membersync.provider.kakao.Kakao;
import io.membersync.provider.naver.Naver;
import io.membersync.testing.FakeApple;
import io.membersync.testing.FakeGoogle;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.FakeNaver;
import io.membersync.testing.FakeSocialLogin;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.util.ClassUtils;

/**
 * A running fake of one kind of provider.
 *
 * @param bean the fake itself
 * @param lead leads a registration to it; empty for one of another kind
 * @param register takes a redirect URI
 * @param settings of each registration, by the property below it
 * @param close ends it
 */
record FakeKind(
    Object bean,
    Function<Provider, Optional<Provider>> lead,
    Consumer<URI> register,
    Map<String, String> settings,
    Runnable close) {

  private static final String FURTHER = "io.membersync.provider.line.Line";

  /** By the type that properties name; started when a registration wants one. */
  static final Map<String, Supplier<FakeKind>> ALL = all();

  private static Map<String, Supplier<FakeKind>> all() {
    Map<String, Supplier<FakeKind>> all = new TreeMap<>(Map.of(
        "kakao", FakeKind::kakao,
        "naver", FakeKind::naver,
        "google", FakeKind::google,
        "apple", FakeKind::apple));
    if (ClassUtils.isPresent(FURTHER, FakeKind.class.getClassLoader())) {
      all.put("facebook", FurtherFakes::facebook);
      all.put("line", FurtherFakes::line);
    }
    return Map.copyOf(all);
  }

  private static FakeKind kakao() {
    FakeKakao fake = FakeKakao.onLoopback();
    Map<String, String> settings = client(fake.clientId(), fake.clientSecret());
    settings.put("app-id", String.valueOf(fake.app().appId()));
    settings.put("admin-keys[0]", fake.app().adminKey());
    return new FakeKind(
        fake,
        leading(Kakao.class, fake::provider),
        fake::registerRedirectUri,
        settings,
        fake::close);
  }

  private static FakeKind naver() {
    FakeNaver fake = FakeNaver.onLoopback();
    return social(
        fake, leading(Naver.class, fake::provider), client(fake.clientId(), fake.clientSecret()));
  }

  private static FakeKind google() {
    FakeGoogle fake = FakeGoogle.onLoopback();
    return social(
        fake, leading(Google.class, fake::provider), client(fake.clientId(), fake.clientSecret()));
  }

  private static FakeKind apple() {
    FakeApple fake = FakeApple.onLoopback();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("client-id", fake.clientId());
    settings.put("team-id", fake.teamId());
    settings.put("key-id", fake.keyId());
    settings.put("private-key", fake.privateKey().reveal());
    return social(fake, leading(Apple.class, fake::provider), settings);
  }

  static FakeKind social(
      FakeSocialLogin<?> fake,
      Function<Provider, Optional<Provider>> lead,
      Map<String, String> settings) {
    return new FakeKind(fake, lead, fake::registerRedirectUri, settings, fake::close);
  }

  static <P extends Provider> Function<Provider, Optional<Provider>> leading(
      Class<P> type, Function<P, Provider> lead) {
    return real ->
        type.isInstance(real) ? Optional.of(lead.apply(type.cast(real))) : Optional.empty();
  }

  static Map<String, String> client(String id, String secret) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("client-id", id);
    settings.put("client-secret", secret);
    settings.put("public-client", "false");
    return settings;
  }

  @Override
  public String toString() {
    return "FakeKind[" + bean + "]";
  }
}
