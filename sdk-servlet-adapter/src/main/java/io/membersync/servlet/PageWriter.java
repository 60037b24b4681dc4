package io.membersync.servlet;

import io.membersync.servlet.pages.HtmlPages;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Sends pages and redirects, each with the headers that keep it private. */
final class PageWriter {
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-ancestors 'none';"
          + " base-uri 'none'; form-action 'self'";

  private final String policy;
  private final HtmlPages html;
  private final Optional<Pages> shopPages;
  private final Optional<String> frontEnd;

  /**
   * @param formTargets origins besides the shop's own that a form may end at, by redirects
   */
  PageWriter(
      HtmlPages html,
      Optional<Pages> shopPages,
      Optional<String> frontEnd,
      List<String> formTargets) {
    this.policy = formTargets.isEmpty() ? POLICY : POLICY + " " + String.join(" ", formTargets);
    this.html = html;
    this.shopPages = shopPages;
    this.frontEnd = frontEnd;
  }

  /** Headers of every answer, so that errors which the container writes have them too. */
  void protect(HttpServletResponse response) {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Content-Security-Policy", policy);
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader("X-Robots-Tag", "noindex");
  }

  void write(Visit visit, Page page) throws IOException {
    HttpServletResponse response = visit.response();
    if (visit.wantsJson()) {
      String type = PageJson.isProblem(page) ? "application/problem+json" : "application/json";
      response.setStatus(page.details().status());
      send(visit, type, PageJson.of(page).toString());
    } else if (frontEnd.isPresent()) {
      redirect(visit, frontEnd.get() + FrontEndQuery.of(visit, page));
    } else {
      response.setStatus(page.details().status());
      if (shopPages.isEmpty() || !shopPages.get().write(page, visit.exchange())) {
        Locale language = page.details().language();
        response.setHeader("Content-Language", language.getLanguage());
        send(visit, "text/html; charset=UTF-8", html.render(page));
      }
    }
  }

  void json(Visit visit, Json json) throws IOException {
    visit.response().setStatus(HttpServletResponse.SC_OK);
    send(visit, "application/json", json.toString());
  }

  /** The page as a file that needs nothing else, in its own language. */
  void download(Visit visit, Page.Centre page, String fileName) throws IOException {
    visit.response().setHeader("Content-Language", page.details().language().getLanguage());
    download(visit, "text/html; charset=UTF-8", html.renderFile(page), fileName);
  }

  void download(Visit visit, String json, String fileName) throws IOException {
    download(visit, "application/json", json, fileName);
  }

  private static void download(Visit visit, String type, String text, String fileName)
      throws IOException {
    HttpServletResponse response = visit.response();
    response.setStatus(HttpServletResponse.SC_OK);
    response.setHeader("Content-Disposition", "attachment; filename=\"" + fileName + "\"");
    send(visit, type, text);
  }

  void stylesheet(Visit visit) throws IOException {
    HttpServletResponse response = visit.response();
    boolean named = visit.query().find("v").filter(html.styleVersion()::equals).isPresent();
    response.setHeader("Cache-Control", named ? "public, max-age=31536000, immutable" : "no-cache");
    response.setStatus(HttpServletResponse.SC_OK);
    send(visit, "text/css; charset=UTF-8", html.style());
  }

  /** By GET, whatever the request was. */
  void redirect(Visit visit, String location) {
    visit.response().setStatus(HttpServletResponse.SC_SEE_OTHER);
    // A browser keeps its fragment unless the new address has one (RFC 9110, 10.2.2).
    boolean ended = visit.fragmentEnds() && location.indexOf('#') < 0;
    visit.response().setHeader("Location", ended ? location + "#" : location);
    visit.response().setContentLength(0);
  }

  /** To another site: a browser by itself, a JSON client by being told where. */
  void sendTo(Visit visit, String location) throws IOException {
    if (visit.wantsJson()) {
      json(visit, new Json().put("result", "redirect").put("location", location));
    } else {
      redirect(visit, location);
    }
  }

  private static void send(Visit visit, String type, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    visit.response().setContentType(type);
    visit.response().setContentLength(bytes.length);
    if (!visit.isHead()) {
      visit.response().getOutputStream().write(bytes);
    }
  }
}
