package io.membersync.servlet;

import io.membersync.Browser;
import io.membersync.provider.ProviderId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The provider of this browser's last successful sign-in: its id in a cookie, and nothing of whoever
 * signed in. It orders links and decides nothing else, so that a forged one is harmless.
 */
final class LastUsed {
  private static final int SECONDS = 180 * 24 * 60 * 60;

  private LastUsed() {}

  static void remember(Visit visit, ProviderId provider) {
    boolean secure = visit.request().isSecure();
    visit.browser().add(new Browser.Cookie(name(secure), provider.value(), SECONDS, secure));
  }

  /** That provider first and marked, if it is among these at all; the others as they stand. */
  static List<Page.ProviderLink> first(Visit visit, List<Page.ProviderLink> links) {
    Optional<String> last = visit.browser().findCookie(name(visit.request().isSecure()));
    return links.stream()
        .map(link -> last.filter(link.provider().value()::equals).isPresent() ? marked(link) : link)
        .sorted(Comparator.comparing(Page.ProviderLink::lastUsed).reversed())
        .toList();
  }

  private static Page.ProviderLink marked(Page.ProviderLink link) {
    return new Page.ProviderLink(link.provider(), link.brand(), link.name(), link.href(), true);
  }

  /** Over https a sub-domain cannot set it. */
  private static String name(boolean secure) {
    return secure ? "__Host-ms-last" : "ms-last";
  }
}
