package io.membersync.servlet;

import io.membersync.Browser;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Optional;

/** One request, with what can be said of it before any endpoint runs. */
final class Visit {
  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final ServletBrowser browser;
  private final Parameters query;
  private final boolean json;
  private final Locale language;
  private final String base;
  private boolean fragmentEnds;

  Visit(HttpServletRequest request, HttpServletResponse response, Languages languages) {
    this.request = request;
    this.response = response;
    this.browser = new ServletBrowser(request, response);
    this.query = Parameters.parse(rawQuery());
    this.json = Accept.prefersJson(request.getHeader("Accept"));
    this.language = languages.choose(chosenLanguage(), browser, request);
    this.base = json ? root(request) + "/" : relativeBase(request);
  }

  HttpServletRequest request() {
    return request;
  }

  HttpServletResponse response() {
    return response;
  }

  ServletExchange exchange() {
    return new ServletExchange(request, response);
  }

  Browser browser() {
    return browser;
  }

  /** What stands behind this address in the browser is not to stand behind the next one. */
  void endFragment() {
    fragmentEnds = true;
  }

  boolean fragmentEnds() {
    return fragmentEnds;
  }

  boolean isPost() {
    return request.getMethod().equals("POST");
  }

  boolean isHead() {
    return request.getMethod().equals("HEAD");
  }

  boolean wantsJson() {
    return json;
  }

  Locale language() {
    return language;
  }

  /** The language in the address, which links hand on. */
  Optional<String> chosenLanguage() {
    return query.find(Languages.PARAMETER).flatMap(Languages::known).map(Locale::getLanguage);
  }

  Parameters query() {
    return query;
  }

  String rawQuery() {
    String raw = request.getQueryString();
    return raw == null ? "" : raw;
  }

  /**
   * The servlet's own root as seen from this address. Relative, so that neither a forged host nor a
   * proxy that changes paths can bend it; a path for JSON, whose reader is another page.
   */
  String base() {
    return base;
  }

  private static String root(HttpServletRequest request) {
    return request.getContextPath() + request.getServletPath();
  }

  private static String relativeBase(HttpServletRequest request) {
    String path = request.getPathInfo();
    long depth = path == null ? 1 : path.chars().filter(c -> c == '/').count();
    return depth <= 1 ? "./" : "../".repeat((int) Math.min(depth - 1, 20));
  }

  @Override
  public String toString() {
    return "Visit[hidden]";
  }
}
