package io.membersync.spring;

import io.membersync.Secret;
import io.membersync.profile.Field;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderId;
import io.membersync.provider.apple.Apple;
import io.membersync.provider.google.Google;
import io.membersync.provider.kakao.Kakao;
import io.membersync.provider.naver.Naver;
import io.membersync.provider.oidc.OpenIdConnect;
import io.membersync.spring.MemberSyncProperties.Registration;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.springframework.util.ClassUtils;

/** Makes providers of what is set under {@code membersync.providers}. */
final class ProviderProperties {
  static final String PREFIX = "membersync.providers.";
  private static final String FURTHER = "io.membersync.provider.line.Line";
  private static final String OPENID_CONNECT = "openid-connect";

  /** A kind of provider that properties can describe. */
  interface Kind {
    Provider make(NamedRegistration named);
  }

  private static final Map<String, Kind> KINDS = new TreeMap<>(Map.of(
      "apple",
      ProviderProperties::apple,
      "facebook",
      named -> named.further(() -> FurtherProviders.facebook(named)),
      "google",
      ProviderProperties::google,
      "kakao",
      ProviderProperties::kakao,
      "line",
      named -> named.further(() -> FurtherProviders.line(named)),
      "naver",
      ProviderProperties::naver,
      OPENID_CONNECT,
      ProviderProperties::openIdConnect));

  private ProviderProperties() {}

  static List<Provider> providers(Map<String, Registration> registrations) {
    List<Provider> made = new ArrayList<>();
    registrations.forEach((id, registration) -> {
      NamedRegistration named = new NamedRegistration(id, registration);
      try {
        made.add(kindOf(named).make(named));
      } catch (IllegalArgumentException e) {
        throw named.wrong("", String.valueOf(e.getMessage()), "Change this registration.");
      }
    });
    return made;
  }

  private static Kind kindOf(NamedRegistration named) {
    Registration registration = named.registration();
    String type = registration
        .type()
        .orElseGet(() -> registration.issuer().isPresent() ? OPENID_CONNECT : named.id());
    Kind kind = KINDS.get(type);
    if (kind != null) {
      return kind;
    }
    throw registration.type().isPresent()
        ? named.wrong(".type", "there is no kind of provider '" + type + "'", oneOfTheKinds())
        : named.wrong(
            "",
            "of which kind the provider is cannot be told from its id",
            "Set " + PREFIX + named.id() + ".issuer for an OpenID Connect provider, or .type. "
                + oneOfTheKinds());
  }

  private static String oneOfTheKinds() {
    return "Kinds are: " + String.join(", ", KINDS.keySet())
        + ". Any other provider is added as a bean of type " + Provider.class.getName() + ".";
  }

  private static Provider kakao(NamedRegistration named) {
    Registration registration = named.registration();
    String clientId = named.clientId("the REST API key of the app in Kakao's console");
    Kakao kakao = named
        .clientSecret()
        .map(secret -> Kakao.of(clientId, secret))
        .orElseGet(() -> Kakao.withoutClientSecret(clientId))
        .withId(named.providerId());
    kakao = registration.appId().map(kakao::withAppId).orElse(kakao).alsoAccepting(named.apps());
    List<Secret> admin = registration.adminKeys();
    if (!admin.isEmpty()) {
      kakao =
          kakao.withAdminKey(admin.get(0), admin.subList(1, admin.size()).toArray(Secret[]::new));
    }
    if (!registration.channels().isEmpty()) {
      kakao = kakao.withChannels(registration.channels().toArray(String[]::new));
    }
    if (registration.openidConnect()) {
      kakao = kakao.withOpenIdConnect();
    }
    return registration.serviceTerms().orElse(true) ? kakao : kakao.withoutServiceTerms();
  }

  private static Provider naver(NamedRegistration named) {
    Registration registration = named.registration();
    Naver naver = Naver.of(
            named.clientId("the Client ID of the application in Naver's console"),
            named.neededSecret())
        .withId(named.providerId())
        .withItems(named.fields());
    if (registration.openidConnect()) {
      naver = naver.withOpenIdConnect();
    }
    if (registration.serviceTerms().orElse(false)) {
      naver = naver.withServiceTerms();
    }
    return registration.deliveryAddress() ? naver.withDeliveryAddress() : naver;
  }

  private static Provider google(NamedRegistration named) {
    return Google.of(
            named.clientId("the client id of the OAuth client in Google's console"),
            named.neededSecret())
        .withId(named.providerId())
        .alsoAccepting(named.apps())
        .asking(named.fields());
  }

  private static Provider apple(NamedRegistration named) {
    Registration registration = named.registration();
    Apple apple = Apple.of(
            named.clientId("the services id in Apple's developer account"),
            named.needed(".team-id", registration.teamId()),
            named.needed(".key-id", registration.keyId()),
            registration
                .privateKey()
                .orElseThrow(() -> named.wrong(
                    ".private-key", "is missing", "Set it to the text of the key's .p8 file.")))
        .withId(named.providerId())
        .alsoAccepting(named.apps());
    return registration.fields().isEmpty() ? apple : apple.asking(named.fields());
  }

  private static Provider openIdConnect(NamedRegistration named) {
    Registration registration = named.registration();
    URI issuer = registration
        .issuer()
        .orElseThrow(() -> named.wrong(
            ".issuer", "is missing", "Set it to the issuer, such as https://accounts.example."));
    String clientId = named.clientId("the client id that the provider gave the shop");
    ProviderId id = named.providerId();
    OpenIdConnect provider = named
        .clientSecret()
        .map(secret -> OpenIdConnect.of(id, issuer, clientId, secret))
        .orElseGet(() -> OpenIdConnect.withoutClientSecret(id, issuer, clientId));
    if (!registration.scopes().isEmpty()) {
      provider = provider.withScopes(registration.scopes().toArray(String[]::new));
    }
    return registration.trusted().isEmpty()
        ? provider
        : provider.trusting(NamedRegistration.fields(registration.trusted()));
  }

  /** One registration, with the names of its properties. */
  record NamedRegistration(String id, Registration registration) {
    String clientId(String what) {
      return registration
          .clientId()
          .filter(text -> !text.isBlank())
          .orElseThrow(() -> wrong(".client-id", "is missing", "Set it to " + what + "."));
    }

    /** Left out by mistake it would be found out by the first visitor only. */
    Optional<Secret> clientSecret() {
      if (registration.clientSecret().isEmpty() != registration.publicClient()) {
        throw registration.publicClient()
            ? wrong(
                ".client-secret",
                "is set beside public-client=true, which says that there is none",
                "Remove one of them.")
            : wrong(
                ".client-secret",
                "is missing",
                "Set it, or set " + PREFIX + id + ".public-client=true where there is none.");
      }
      return registration.clientSecret();
    }

    /** Of a provider that has no public clients. */
    Secret neededSecret() {
      return clientSecret()
          .orElseThrow(() -> wrong(
              ".public-client", "is true, and this provider wants a client secret", "Remove it."));
    }

    String needed(String property, Optional<String> value) {
      return value
          .filter(text -> !text.isBlank())
          .orElseThrow(() -> wrong(property, "is missing", "Set it."));
    }

    /** Of an artifact that an application need not have. */
    Provider further(Supplier<Provider> made) {
      if (!ClassUtils.isPresent(FURTHER, getClass().getClassLoader())) {
        throw wrong(
            "",
            "this kind of provider is not on the class path",
            "Add the dependency io.membersync:membersync-providers.");
      }
      return made.get();
    }

    String[] apps() {
      return registration.appClientIds().toArray(String[]::new);
    }

    Field<?>[] fields() {
      return fields(registration.fields());
    }

    static Field<?>[] fields(List<String> names) {
      return names.stream()
          .map(name -> Field.named(name.replace('-', '_')))
          .toArray(Field<?>[]::new);
    }

    ProviderId providerId() {
      return ProviderId.of(id);
    }

    MemberSyncConfigurationException wrong(String property, String what, String action) {
      return new MemberSyncConfigurationException(PREFIX + id + property + ": " + what, action);
    }

    @Override
    public String toString() {
      return PREFIX + id;
    }
  }

  /** What visitors call the providers, where the shop says so. */
  static Map<ProviderId, String> names(Map<String, Registration> registrations) {
    Map<ProviderId, String> names = new TreeMap<>();
    registrations.forEach((id, registration) -> {
      Optional<String> name = registration.name();
      name.ifPresent(text -> names.put(ProviderId.of(id), text));
    });
    return names;
  }
}
