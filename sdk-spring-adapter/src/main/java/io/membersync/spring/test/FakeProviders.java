package io.membersync.spring.test;

import io.membersync.MemberSync;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.spring.ProviderCustomizer;
import io.membersync.testing.FakeKakao;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;

/** Starts the fakes of {@link AutoConfigureFakeProviders} before the application does. */
final class FakeProviders implements ContextCustomizerFactory {
  private static final String PREFIX = "membersync.providers";

  @Override
  public @Nullable ContextCustomizer createContextCustomizer(
      Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
    return AnnotatedElementUtils.hasAnnotation(testClass, AutoConfigureFakeProviders.class)
        ? new Starter()
        : null;
  }

  /** Equal to any other, so that tests share a context. */
  private record Starter() implements ContextCustomizer {
    @Override
    public void customizeContext(
        ConfigurableApplicationContext context, MergedContextConfiguration merged) {
      FakeKakao kakao = FakeKakao.onLoopback();
      Set<ProviderId> led = new ConcurrentSkipListSet<>();
      ProviderCustomizer leading = provider -> {
        if (!(provider instanceof Kakao real)) {
          return provider;
        }
        led.add(real.descriptor().id());
        return kakao.provider(real);
      };
      ConfigurableEnvironment environment = context.getEnvironment();
      environment
          .getPropertySources()
          .addFirst(new MapPropertySource("fake providers", settings(environment, kakao)));
      context.getBeanFactory().registerSingleton("fakeKakao", kakao);
      context.getBeanFactory().registerSingleton("memberSyncFakeProviders", leading);
      context.addApplicationListener(event -> {
        if (event.getSource() != context) {
          return; // a context of its own, such as the Actuator's
        }
        if (event instanceof ContextRefreshedEvent) {
          context
              .getBeanProvider(MemberSync.class)
              .ifUnique(sync -> led.forEach(id -> kakao.registerRedirectUri(sync.redirectUri(id))));
        } else if (event instanceof ContextClosedEvent) {
          kakao.close();
        }
      });
    }

    private static Map<String, Object> settings(
        ConfigurableEnvironment environment, FakeKakao kakao) {
      Map<String, Object> settings = new LinkedHashMap<>();
      for (String id : registrations(environment)) {
        String registration = PREFIX + "." + id;
        if (environment.getProperty(registration + ".type", id).equals(Kakao.ID.value())) {
          settings.put(registration + ".client-id", kakao.clientId());
          settings.put(registration + ".client-secret", kakao.clientSecret());
          settings.put(registration + ".public-client", "false");
          settings.put(registration + ".app-id", String.valueOf(kakao.app().appId()));
          settings.put(registration + ".admin-keys[0]", kakao.app().adminKey());
        }
      }
      if (!environment.containsProperty("membersync.base-url")) {
        settings.put("membersync.base-url", "http://localhost:8080");
      }
      return settings;
    }

    private static Set<String> registrations(ConfigurableEnvironment environment) {
      return new TreeSet<>(Binder.get(environment)
          .bind(PREFIX, Bindable.mapOf(String.class, Object.class))
          .map(Map::keySet)
          .orElse(Set.of(Kakao.ID.value())));
    }
  }
}
