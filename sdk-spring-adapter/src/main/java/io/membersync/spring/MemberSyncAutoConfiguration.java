package io.membersync.spring;

import io.membersync.Consents;
import io.membersync.MemberSync;
import io.membersync.MemberSyncBuilder;
import io.membersync.Secret;
import io.membersync.consent.Notices;
import io.membersync.member.CodeSender;
import io.membersync.member.LinkPolicy;
import io.membersync.member.MemberStore;
import io.membersync.member.ShopId;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.records.KeyRing;
import io.membersync.records.Records;
import io.membersync.spring.MemberSyncProperties.Http;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;

/** The engine, of what the shop has set and of the beans it has. */
@AutoConfiguration(after = MemberSyncJdbcAutoConfiguration.class)
@ConditionalOnProperty(name = "membersync.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MemberSyncProperties.class)
final class MemberSyncAutoConfiguration {
  private static final String BASE_URL = "membersync.base-url";

  @Bean
  @ConditionalOnMissingBean
  KeyRing memberSyncKeyRing(MemberSyncProperties properties) {
    List<Secret> keys = properties.keys();
    if (keys.isEmpty()) {
      return KeyRing.throwAway();
    }
    return Settings.named(
        "membersync.keys",
        () -> KeyRing.of(keys.get(0), keys.subList(1, keys.size()).toArray(Secret[]::new)));
  }

  @Bean
  @ConditionalOnMissingBean
  Notices memberSyncNotices(MemberSyncProperties properties, ResourceLoader resources) {
    Optional<String> file = properties.noticesFile().filter(location -> !location.isBlank());
    if (file.isPresent() && !properties.notices().isEmpty()) {
      throw new MemberSyncConfigurationException(
          "membersync.notices-file and membersync.notices are both set",
          "Keep the notices in one of them.");
    }
    if (file.isPresent()) {
      return NoticesResource.read(resources, file.get().strip());
    }
    String shopName = shopName(properties);
    return properties.notices().isEmpty()
        ? Notices.korea(shopName)
        : NoticesResource.of(shopName, properties.notices());
  }

  private static String shopName(MemberSyncProperties properties) {
    return properties
        .shopName()
        .filter(name -> !name.isBlank())
        .orElseThrow(() -> new MemberSyncConfigurationException(
            "membersync.shop-name is missing, which visitors read in the notices",
            "Set membersync.shop-name to what visitors call the shop, or membersync.notices-file to its"
                + " notices, or define a bean of type " + Notices.class.getName() + "."));
  }

  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  MemberSync memberSync(
      MemberSyncProperties properties,
      ListableBeanFactory beans,
      ApplicationContext application,
      KeyRing keys,
      Notices notices,
      ObjectProvider<Records> records,
      ObjectProvider<FieldMapping> mapping,
      ObjectProvider<HttpOptions> http,
      ObjectProvider<LinkPolicy> linking,
      ObjectProvider<Consents.AdultCheck> adultCheck,
      ObjectProvider<CodeSender> codeSender,
      ObjectProvider<CodeSender.Limits> codeLimits,
      ObjectProvider<ProviderCustomizer> providerCustomizers,
      ObjectProvider<MemberSyncCustomizer> customizers) {
    Settings.requireNoValueOfAGroup(application.getEnvironment(), properties);
    MemberSyncBuilder builder = MemberSync.builder(memberStore(beans, properties), notices)
        .keys(keys)
        .shop(new ShopId(properties.shop()))
        .http(http.getIfAvailable(() -> http(properties.http())))
        .listener(application::publishEvent);
    URI callbacks = callbacks(properties, application);
    Settings.named(BASE_URL, () -> builder.callbacks(callbacks));
    OneBean.of(records, Records.class, beans).ifPresent(builder::records);
    OneBean.of(mapping, FieldMapping.class, beans)
        .or(() -> MappingProperties.mapping(properties.mapping()))
        .ifPresent(builder::mapping);
    OneBean.of(linking, LinkPolicy.class, beans).ifPresent(builder::linking);
    OneBean.of(adultCheck, Consents.AdultCheck.class, beans)
        .ifPresent(check -> Settings.named(
            "membersync.adults-for", () -> builder.adults(check, properties.adultsFor())));
    builder.children(children(properties));
    Settings.named(
        "membersync.ask-again-after", () -> builder.askAgainAfter(properties.askAgainAfter()));
    OneBean.of(codeSender, CodeSender.class, beans)
        .ifPresent(
            sender -> builder.codes(sender, codeLimits.getIfUnique(CodeSender.Limits::defaults)));
    if (properties.contactIndex()) {
      builder.contactIndex();
    }
    try {
      for (Provider provider : providers(properties, beans)) {
        Provider used = provider;
        for (ProviderCustomizer customizer : providerCustomizers.orderedStream().toList()) {
          used = customizer.customize(used);
        }
        builder.provider(used);
      }
      properties
          .providers()
          .forEach((id, registration) ->
              registration.tokens().ifPresent(policy -> builder.tokens(ProviderId.of(id), policy)));
      customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
      return requireOneAddress(builder.build(), callbacks);
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new MemberSyncConfigurationException(
          String.valueOf(e.getMessage()),
          "Change what is set under membersync, or the bean that is named above.");
    }
  }

  private static Consents.Children children(MemberSyncProperties properties) {
    Consents.Children policy = switch (properties.children()) {
      case REFUSE -> Consents.Children.refused();
      case GUARDIAN -> Consents.Children.withGuardian();
    };
    return properties.askBirthDate() ? policy.askingEverybody() : policy;
  }

  /** The servlet is where the properties say, whatever a customizer has told the engine. */
  private static MemberSync requireOneAddress(MemberSync sync, URI callbacks) {
    for (ProviderDescriptor provider : sync.addedProviders()) {
      URI given = sync.redirectUri(provider.id());
      URI expected = callbacks.resolve(provider.id().value());
      if (!given.equals(expected)) {
        sync.close();
        throw new MemberSyncConfigurationException(
            "the redirect URI of provider " + provider.id() + " is " + expected + " by " + BASE_URL
                + " and membersync.path, but " + given + " by a MemberSyncCustomizer",
            "Remove callbacks(…) from the customizer.");
      }
    }
    return sync;
  }

  private static MemberStore memberStore(
      ListableBeanFactory beans, MemberSyncProperties properties) {
    ObjectProvider<MemberStore> stores = beans.getBeanProvider(MemberStore.class);
    MemberStore store = stores.getIfUnique();
    if (store != null) {
      return store;
    }
    String[] names = beans.getBeanNamesForType(MemberStore.class);
    if (names.length > 1) {
      throw new MemberSyncConfigurationException(
          "there are " + names.length + " beans of type " + MemberStore.class.getName() + ": "
              + String.join(", ", names) + ", and MemberSync does not know which one holds the"
              + " members",
          "Mark one of them @Primary, or remove the others.");
    }
    throw properties.members().table().isPresent()
        ? new MemberSyncConfigurationException(
            "membersync.members.table is set, but there is no DataSource to find that table in",
            "Set spring.datasource.url and add its JDBC driver.")
        : new MemberSyncConfigurationException(
            "MemberSync does not know where the shop's members are",
            "Set membersync.members.table to the member table, or define a bean of type "
                + MemberStore.class.getName() + ".");
  }

  /** Those of the properties first, then the beans. */
  private static List<Provider> providers(
      MemberSyncProperties properties, ListableBeanFactory beans) {
    List<Provider> all = new ArrayList<>(ProviderProperties.providers(properties.providers()));
    beans.getBeanProvider(Provider.class).orderedStream().forEach(all::add);
    if (all.isEmpty()) {
      throw new MemberSyncConfigurationException(
          "there is no provider that visitors could come from",
          "Set membersync.providers.kakao.client-id and .client-secret, or define a bean of type "
              + Provider.class.getName() + ".");
    }
    return all;
  }

  private static URI callbacks(MemberSyncProperties properties, ApplicationContext application) {
    URI base = properties
        .baseUrl()
        .orElseThrow(() -> new MemberSyncConfigurationException(
            BASE_URL + " is missing, which the redirect URIs are made of",
            "Set it to the address by which visitors reach the shop, such as https://shop.example;"
                + " while developing, http://localhost:8080."));
    String text = base.toString().replaceAll("/$", "");
    if (!text.matches("https?://[^/?#@]+")) {
      throw new MemberSyncConfigurationException(
          BASE_URL + " must be scheme, host and port without a path"
              + (text.contains("@") ? " or a user" : ": " + base),
          "Set it to such as https://shop.example. A context path is added by itself, and the path"
              + " below it is membersync.path.");
    }
    try {
      return URI.create(
          text + new ContextPath(application).before(properties.mappedPath()) + "/callback/");
    } catch (IllegalArgumentException e) {
      throw new MemberSyncConfigurationException(
          BASE_URL + " and membersync.path make no address: " + text + properties.path(),
          "Change them.");
    }
  }

  private static HttpOptions http(Http settings) {
    return Settings.named(
        "membersync.http",
        () -> HttpOptions.builder()
            .perAttempt(settings.perAttempt())
            .perSignIn(settings.perSignIn())
            .build());
  }
}
