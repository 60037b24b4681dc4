package io.membersync.servlet;

import io.membersync.Browser;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Chooses a page's language: the address's {@code lang}, else what was chosen before on these pages,
 * else what the shop knows, else the browser's own wish, else the shop's default.
 */
final class Languages {
  static final String PARAMETER = "lang";
  private static final String COOKIE = "ms-lang";
  private static final int BROWSER_SESSION = -1;
  private static final int LONGEST_WISH = 1_000;

  /** Those with texts. */
  static final List<Locale> KNOWN = List.of(Locale.KOREAN, Locale.ENGLISH);

  private final Function<HttpServletRequest, Optional<Locale>> shop;
  private final Locale byDefault;

  Languages(Function<HttpServletRequest, Optional<Locale>> shop, Locale byDefault) {
    this.shop = shop;
    this.byDefault = byDefault;
  }

  Locale choose(Optional<String> parameter, Browser browser, HttpServletRequest request) {
    return parameter
        .flatMap(Languages::known)
        .or(() -> browser.findCookie(COOKIE).flatMap(Languages::known))
        .or(() -> shop.apply(request).flatMap(locale -> known(locale.toLanguageTag())))
        .or(() -> wished(request.getHeader("Accept-Language")))
        .orElse(byDefault);
  }

  /** Keeps what the visitor chose for the pages after the provider's. */
  static void remember(Optional<String> parameter, Browser browser, boolean secure) {
    parameter
        .flatMap(Languages::known)
        .ifPresent(locale ->
            browser.add(new Browser.Cookie(COOKIE, locale.getLanguage(), BROWSER_SESSION, secure)));
  }

  /** The language of this tag, where there are texts in it. */
  static Optional<Locale> known(String tag) {
    String language = Locale.forLanguageTag(tag).getLanguage();
    return KNOWN.stream()
        .filter(locale -> locale.getLanguage().equals(language))
        .findFirst();
  }

  private static Optional<Locale> wished(@org.jspecify.annotations.Nullable String header) {
    if (header == null || header.length() > LONGEST_WISH) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(Locale.lookup(Locale.LanguageRange.parse(header), KNOWN));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
