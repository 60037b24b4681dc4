package io.membersync.provider.kakao;

import io.membersync.Finding;
import io.membersync.Secret;
import io.membersync.profile.Field;
import io.membersync.provider.Provider.ConsoleNeeds;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What Kakao's console must have, each with the way to it since December 2025 (<a
 * href="https://developers.kakao.com/docs/latest/en/getting-started/app-key-migration">app keys</a>, <a
 * href="https://developers.kakao.com/docs/latest/en/kakaosync/prerequisite">Kakao Sync,
 * prerequisites</a>, read 2026-11-21). Kakao has no call that tells it.
 */
final class KakaoConsole {
  private static final String APP = "Kakao Developers > your app > ";
  private static final String LOGIN = APP + "Kakao Login > ";

  private KakaoConsole() {}

  static Optional<String> scopeOf(Field<?> field) {
    return KakaoItem.ALL.stream()
        .filter(item -> item.field().equals(field))
        .map(KakaoItem::scope)
        .findFirst();
  }

  static List<String> settings(KakaoSettings shop, ConsoleNeeds needs) {
    List<String> settings = new ArrayList<>();
    settings.add(APP + "Platform key > REST API key > Redirect URI: " + needs.redirectUri());
    Set<String> scopes = new LinkedHashSet<>();
    needs.fields().forEach(field -> scopeOf(field).ifPresent(scopes::add));
    if (!scopes.isEmpty()) {
      settings.add(LOGIN + "Consent items: " + String.join(", ", scopes));
    }
    if (shop.readsServiceTerms) {
      terms(shop, needs).ifPresent(settings::add);
    }
    if (shop.openIdConnect) {
      settings.add(LOGIN + "OpenID Connect: on");
    }
    if (!shop.adminKeys.isEmpty()) {
      settings.add(APP + "Webhook > Unlink: the https address at which the shop hands requests to"
          + " MemberSync.receive; of the servlet, …/webhooks/" + shop.id);
    }
    return settings;
  }

  /** The console shows four keys on one page, and only one of them acts for the app. */
  static List<Finding> findings(KakaoSettings shop) {
    boolean other = shop.adminKeys.stream()
        .map(Secret::reveal)
        .anyMatch(key -> key.equals(shop.restApiKey)
            || shop.clientSecret.filter(secret -> secret.reveal().equals(key)).isPresent());
    return other
        ? List.of(new Finding(
            "admin-key",
            Finding.Severity.ERROR,
            "membersync.providers." + shop.id + ".admin-keys",
            "it is the REST API key or the client secret, so every webhook is refused and nobody is"
                + " unlinked by it: take it from " + APP + "Platform key > Admin key"))
        : List.of();
  }

  /** Of the app's terms only those that this registration asks. */
  private static Optional<String> terms(KakaoSettings shop, ConsoleNeeds needs) {
    List<String> terms = new ArrayList<>();
    needs.requiredTerms().forEach(tag -> terms.add(tag + " (required)"));
    needs.optionalTerms().forEach(tag -> terms.add(tag + " (optional)"));
    if (!shop.askedTerms.isEmpty()) {
      terms.removeIf(
          term -> shop.askedTerms.stream().noneMatch(tag -> term.startsWith(tag + " (")));
    }
    return terms.isEmpty()
        ? Optional.empty()
        : Optional.of(
            LOGIN + "Simple signup > Service terms, under these tags where Kakao is to ask"
                + " them: " + String.join(", ", terms));
  }
}
