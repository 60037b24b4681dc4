package io.membersync.examples.toyshop;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** The languages of the shop's pages. */
enum Language {
  KOREAN("ko"),
  ENGLISH("en");

  private static final String NAME = "lang";
  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  String tag() {
    return tag;
  }

  Language other() {
    return this == KOREAN ? ENGLISH : KOREAN;
  }

  String say(String korean, String english) {
    return this == KOREAN ? korean : english;
  }

  /** The address's choice, which is kept; else an earlier one; else the browser's; else Korean. */
  static Language of(HttpServletRequest request, HttpServletResponse response) {
    Optional<Language> chosen = find(request.getParameter(NAME));
    chosen.ifPresent(language -> {
      Cookie cookie = new Cookie(NAME, language.tag);
      cookie.setPath("/");
      cookie.setHttpOnly(true);
      cookie.setAttribute("SameSite", "Lax");
      response.addCookie(cookie);
    });
    Cookie[] cookies = request.getCookies() == null ? new Cookie[0] : request.getCookies();
    return chosen
        .or(() -> Arrays.stream(cookies)
            .filter(cookie -> cookie.getName().equals(NAME))
            .flatMap(cookie -> find(cookie.getValue()).stream())
            .findFirst())
        .orElseGet(() -> request.getHeader("Accept-Language") == null
            ? KOREAN
            : find(request.getLocale().getLanguage()).orElse(ENGLISH));
  }

  private static Optional<Language> find(@org.jspecify.annotations.Nullable String tag) {
    return Stream.of(values()).filter(language -> language.tag.equals(tag)).findFirst();
  }
}
