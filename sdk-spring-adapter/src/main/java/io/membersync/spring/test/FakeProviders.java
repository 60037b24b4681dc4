package io.membersync.spring.test;

import io.membersync.MemberSync;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.spring.ProviderCustomizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
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
import org.springframework.util.StringUtils;

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
      ConfigurableEnvironment environment = context.getEnvironment();
      Map<String, String> types = types(environment);
      Map<String, FakeKind> fakes = new TreeMap<>();
      Set<String> wanted = new TreeSet<>(types.values());
      wanted.add(Kakao.ID.value()); // tests that add a provider by a bean look for this one
      FakeKind.ALL.forEach((type, start) -> {
        if (wanted.contains(type)) {
          fakes.put(type, start.get());
        }
      });

      Map<ProviderId, FakeKind> led = new ConcurrentHashMap<>();
      ProviderCustomizer leading = provider -> {
        for (FakeKind fake : fakes.values()) {
          Optional<Provider> there = fake.lead().apply(provider);
          if (there.isPresent()) {
            led.put(provider.descriptor().id(), fake);
            return there.get();
          }
        }
        return provider;
      };
      environment
          .getPropertySources()
          .addFirst(new MapPropertySource("fake providers", settings(environment, types, fakes)));
      fakes.forEach((type, fake) -> context
          .getBeanFactory()
          .registerSingleton("fake" + StringUtils.capitalize(type), fake.bean()));
      context.getBeanFactory().registerSingleton("memberSyncFakeProviders", leading);
      context.addApplicationListener(event -> {
        if (event.getSource() != context) {
          return; // a context of its own, such as the Actuator's
        }
        if (event instanceof ContextRefreshedEvent) {
          context
              .getBeanProvider(MemberSync.class)
              .ifUnique(
                  sync -> led.forEach((id, fake) -> fake.register().accept(sync.redirectUri(id))));
        } else if (event instanceof ContextClosedEvent) {
          fakes.values().forEach(fake -> fake.close().run());
        }
      });
    }

    private static Map<String, Object> settings(
        ConfigurableEnvironment environment,
        Map<String, String> types,
        Map<String, FakeKind> fakes) {
      Map<String, Object> settings = new LinkedHashMap<>();
      types.forEach((id, type) -> Optional.ofNullable(fakes.get(type))
          .ifPresent(fake -> fake.settings()
              .forEach((name, value) -> settings.put(PREFIX + "." + id + "." + name, value))));
      if (!environment.containsProperty("membersync.base-url")) {
        settings.put("membersync.base-url", "http://localhost:8080");
      }
      return settings;
    }

    /** What kind each registration is of, as the application's own settings say. */
    private static Map<String, String> types(ConfigurableEnvironment environment) {
      Map<String, String> types = new LinkedHashMap<>();
      for (String id : registrations(environment)) {
        types.put(id, environment.getProperty(PREFIX + "." + id + ".type", id));
      }
      return types;
    }

    private static Set<String> registrations(ConfigurableEnvironment environment) {
      return new TreeSet<>(Binder.get(environment)
          .bind(PREFIX, Bindable.mapOf(String.class, Object.class))
          .map(Map::keySet)
          .orElse(Set.of(Kakao.ID.value())));
    }
  }
}
